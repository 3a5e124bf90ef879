package org.chiptest.runtime;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Run a check with many random inputs; a failure names the seed of its input.
 *
 * <p>{@code -Dchiptest.seed=N} runs the one input of that seed again, as often as the check has inputs: what a race hides once
 * shows the next time.
 */
public final class RandomCases {

    private static final String SEED = "chiptest.seed";

    private RandomCases() {}

    public static void check(int cases, Consumer<RandomGenerator> check) {
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
