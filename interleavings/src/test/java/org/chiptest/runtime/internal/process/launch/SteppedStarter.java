package org.chiptest.runtime.internal.process.launch;

/** Stands for {@link ProcessStarter} where processes are threads. */
public final class SteppedStarter {

    private static final SteppedStarter SHARED = new SteppedStarter();

    private SteppedStarter() {}

    public static SteppedStarter shared() {
        return SHARED;
    }
}
