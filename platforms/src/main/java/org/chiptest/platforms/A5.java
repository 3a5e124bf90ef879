package org.chiptest.platforms;

/** Real a5 cards. */
public final class A5 extends CardPlatform {

    /** Create the provider. */
    public A5() {
        super("a5", Architectures.A5);
    }
}
