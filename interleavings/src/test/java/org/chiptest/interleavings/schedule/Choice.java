package org.chiptest.interleavings.schedule;

import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;

/** Choose which thread goes on: at random, or by priorities that change at some random steps. */
sealed interface Choice {

    /**
     * Choose.
     *
     * @param current whose turn it was, if it can go on
     * @param able    who can go on, not empty
     */
    SteppedThread next(@Nullable SteppedThread current, List<SteppedThread> able);

    /** Take note of a new thread. */
    default void began(SteppedThread thread) {}

    /** Let others pass a thread that looks again and again. */
    default void passed(SteppedThread thread) {}

    /**
     * Return the choice of a seed; 0 is a schedule in which each thread goes on as long as it can.
     *
     * @param steps about how many steps there will be
     */
    static Choice of(long seed, Random random, int steps) {
        if (seed == 0) {
            return new Priorities(random, 0, steps);
        }
        int kind = random.nextInt(8);
        return kind < 3 ? new Walk(random, 2 << 2 * kind) : new Priorities(random, kind - 2, steps);
    }

    /** Change over at one step of so many. */
    record Walk(Random random, int oneOf) implements Choice {

        @Override
        public SteppedThread next(@Nullable SteppedThread current, List<SteppedThread> able) {
            return current == null || random.nextInt(oneOf) == 0 ? able.get(random.nextInt(able.size())) : current;
        }

        @Override
        public void passed(SteppedThread thread) {
            // random as it is
        }
    }

    /**
     * Have the thread of the highest priority go on. Priorities are random; at some random steps that of the thread which has the turn
     * becomes the lowest (Burckhardt, Kothari, Musuvathi, Nagarakatte: A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs, 2010).
     */
    final class Priorities implements Choice {

        private final Random random;
        private final boolean[] changes;
        private int step;
        private int lowest;

        Priorities(Random random, int count, int steps) {
            this.random = random;
            changes = new boolean[Math.max(1, steps)];
            for (int i = 0; i < count; i++) {
                changes[random.nextInt(changes.length)] = true;
            }
        }

        @Override
        public SteppedThread next(@Nullable SteppedThread current, List<SteppedThread> able) {
            if (current != null && step < changes.length && changes[step]) {
                passed(current);
            }
            step++;
            SteppedThread first = able.getFirst();
            for (SteppedThread each : able) {
                first = each.priority > first.priority ? each : first;
            }
            return first;
        }

        @Override
        public void began(SteppedThread thread) {
            thread.priority = random.nextInt(1, Integer.MAX_VALUE);
        }

        @Override
        public void passed(SteppedThread thread) {
            thread.priority = --lowest;
        }
    }
}
