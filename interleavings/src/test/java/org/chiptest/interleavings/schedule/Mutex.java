package org.chiptest.interleavings.schedule;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** A lock of a run that its holder may take again: that of a monitor, or of a {@link SteppedLock}. */
final class Mutex {

    private @Nullable SteppedThread owner;
    private int depth;

    /** Threads that wait to be told something while they have given the lock up, in the order in which they came. */
    static final class Line {

        private final List<Place> places = new ArrayList<>();

        boolean isEmpty() {
            return places.isEmpty();
        }

        /** Tell one of them. */
        void tell(int index) {
            places.remove(index).told = true;
        }

        void tellAll() {
            while (!isEmpty()) {
                tell(0);
            }
        }

        int size() {
            return places.size();
        }
    }

    private static final class Place {
        private boolean told;
    }

    /** The line of a monitor. */
    final Line line = new Line();

    void take(String place) {
        SteppedThread me = SteppedRun.thread();
        if (!me.equals(owner)) {
            me.run.await(me, () -> owner == null, SteppedRun.NEVER, place);
            owner = me;
            me.locks++;
        }
        depth++;
    }

    /** Take the lock if nobody else has it; tell whether that was so. */
    boolean tryTake(String place) {
        Seams.step(place);
        boolean free = owner == null || owner.equals(SteppedRun.thread());
        if (free) {
            take(place);
        }
        return free;
    }

    boolean isHeld() {
        return owner != null;
    }

    void give() {
        SteppedThread me = requireHeld();
        if (--depth == 0) {
            owner = null;
            me.locks--;
        }
    }

    /** Give the lock up until told, interrupted or late, and take it again. Returns whether there was time left. */
    boolean await(Line waiting, long nanos, String place) throws InterruptedException {
        SteppedThread me = requireHeld();
        SteppedRun run = me.run;
        int held = depth;
        depth = 0;
        owner = null;
        me.locks--;
        Place mine = new Place();
        waiting.places.add(mine);
        long deadline = run.deadline(nanos);
        boolean inTime = run.wakesForNoReason() || run.await(me, () -> mine.told || me.interrupted, deadline, place);
        waiting.places.remove(mine);
        run.await(me, () -> owner == null, SteppedRun.NEVER, place);
        owner = me;
        depth = held;
        me.locks++;
        if (!mine.told && me.interrupted) {
            me.interrupted = false;
            throw new InterruptedException();
        }
        return inTime;
    }

    SteppedThread requireHeld() {
        SteppedThread me = SteppedRun.thread();
        if (!me.equals(owner)) {
            me.run.requireGoingOn();
            throw new IllegalMonitorStateException(me + " does not hold the lock that " + owner + " holds");
        }
        return me;
    }
}
