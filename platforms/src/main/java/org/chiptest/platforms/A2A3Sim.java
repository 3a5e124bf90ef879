package org.chiptest.platforms;

/** The simulation of a2a3 chips. */
public final class A2A3Sim extends SimulatedPlatform {

    /** Create the provider. */
    public A2A3Sim() {
        super("a2a3sim", Architectures.A2A3);
    }
}
