package org.chiptest.runtime.internal.graph;

import org.chiptest.runtime.internal.settings.HostClock;

/**
 * Give ready mixed tasks their turn: one needs a whole idle cluster, and where clusters are few, single tasks could take one core
 * or the other for ever.
 *
 * <p>When enough tasks have overtaken a mixed one, a cluster is reserved: no single task begins on it, so it becomes idle. But what
 * runs there may be waiting for one of the tasks that are held up by this. So a reservation lapses, lets as many tasks pass as
 * before, and comes back for twice as long. For any thread.
 */
final class MixedTurn {

    /** How many tasks may overtake a mixed one before a cluster is reserved. */
    static final int PATIENCE = 64;

    /** How long the first reservation stands, and how often the time doubles at most. */
    private static final long FIRST_NANOS = 10_000_000;
    private static final int MAX_DOUBLINGS = 10;

    private final CoreSet cores;

    /** Guarded by this. */
    private int overtaken;
    private int lapses;
    private long lapsesAt;

    MixedTurn(CoreSet cores) {
        this.cores = cores;
    }

    /** Note that a task begins while a mixed one finds no cluster. */
    synchronized void overtaken() {
        if (++overtaken >= PATIENCE && !cores.hasReserved()) {
            lapsesAt = HostClock.nanos() + (FIRST_NANOS << Math.min(lapses, MAX_DOUBLINGS));
            cores.reserveCluster();
        }
    }

    /** Note that a mixed task begins, or that none waits any more; true if this ends a reservation. */
    synchronized boolean served() {
        boolean reserved = cores.hasReserved();
        end();
        lapses = 0;
        return reserved;
    }

    /** End a reservation that has not helped in its time. */
    void lapse() {
        if (cores.hasReserved()) {
            lapseIfDue();
        }
    }

    private synchronized void lapseIfDue() {
        if (cores.hasReserved() && HostClock.nanos() - lapsesAt > 0) {
            end();
            lapses++;
        }
    }

    private void end() {
        cores.endReservation();
        overtaken = 0;
    }
}
