package org.chiptest.runtime.internal.graph;

import org.chiptest.runtime.internal.settings.HostClock;

/** Take the time of each phase of a run; it begins with the first. Used by the run's caller only. */
@SuppressWarnings("EnumOrdinal") // an array by phases, as nothing is to be allocated while a run goes on
public final class RunWatch {

    private final long[] nanos = new long[RunPhase.values().length];
    private RunPhase current = RunPhase.BIND;
    private long since = HostClock.nanos();

    /** Go on with another phase; one that comes again adds up. */
    public void enter(RunPhase next) {
        long now = HostClock.nanos();
        nanos[current.ordinal()] += now - since;
        since = now;
        current = next;
    }

    /** Return how long a phase took, up to the last change of phases. */
    public long nanos(RunPhase phase) {
        return nanos[phase.ordinal()];
    }
}
