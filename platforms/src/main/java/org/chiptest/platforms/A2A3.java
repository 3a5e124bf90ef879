package org.chiptest.platforms;

/** Real a2a3 cards. */
public final class A2A3 extends CardPlatform {

    /** Create the provider. */
    public A2A3() {
        super("a2a3", Architectures.A2A3);
    }
}
