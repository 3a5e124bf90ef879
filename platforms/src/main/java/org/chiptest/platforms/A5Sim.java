package org.chiptest.platforms;

/** The simulation of a5 chips. */
public final class A5Sim extends SimulatedPlatform {

    /** Create the provider. */
    public A5Sim() {
        super("a5sim", Architectures.A5);
    }
}
