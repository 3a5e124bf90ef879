package org.chiptest.runtime;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Run a check with many random inputs; a failure names the seed of its input.
 *
 * <p>{@code -Dchiptest.test.effort=N} tries N times as many. {@code -Dchiptest.seed=N} tries the one input of that seed as often as the
 * check has inputs: what a race hides once shows another time.
 */
public final class RandomCases {

    private static final String SEED = "chiptest.seed";

    /** By how much a search by hand is longer than that of a build. */
    private static final int EFFORT = Integer.getInteger("chiptest.test.effort", 1);

    private RandomCases() {}

    /**
     * Run a check.
     *
     * @param inBuild how many inputs a build tries
     */
    public static void check(int inBuild, Consumer<RandomGenerator> check) {
        int cases = inBuild * EFFORT;
        Long wanted = Long.getLong(SEED);
        if (wanted != null) {
            for (int i = 0; i < cases; i++) {
                checkOne(wanted, check);
            }
            return;
        }
        long first = System.nanoTime();
        for (int i = 0; i < cases; i++) {
            checkOne(first + i, check);
        }
    }

    private static void checkOne(long seed, Consumer<RandomGenerator> check) {
        try {
            check.accept(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
        } catch (Throwable e) {
            throw new AssertionError("random input failed, run it again with -D" + SEED + "=" + seed + ": " + e, e);
        }
    }
}
