package org.chiptest.engine.internal.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Steps to take on one worker, one after the other.
 *
 * <p>Written as {@code p0a,p1b,r0,u0}: prepare id 0 with the callable that is checked (a), id 1 with the other one (b), run id 0, unregister id
 * 0.
 */
public record Sequence(List<Step> steps) {

    /** Ids that random steps use: few, so that they meet, the last one that there is, and both neighbours of the range. */
    private static final List<Integer> IDS = List.of(0, 1, 2, WorkerModel.IDS - 1, -1, WorkerModel.IDS);
    private static final int IN_RANGE = 4;

    public Sequence {
        steps = List.copyOf(steps);
    }

    /**
     * Read a sequence.
     *
     * @throws IllegalArgumentException if a step is none
     */
    public static Sequence parse(String text) {
        return new Sequence(Arrays.stream(text.strip().split("[,\\s]+"))
                .map(each -> Step.parse(each).orElseThrow(() -> new IllegalArgumentException("'" + each
                        + "' is no step; write p0a or p0b to prepare id 0 with one callable or the other, r0 to run it, u0 to"
                        + " unregister it, with commas between them")))
                .toList());
    }

    /** Draw a sequence, in which most steps make sense, and some must be refused. */
    static Sequence random(RandomGenerator random, int length) {
        List<Step> steps = new ArrayList<>();
        Set<Integer> held = new TreeSet<>();
        while (steps.size() < length) {
            Step next = draw(random, held);
            steps.add(next);
            switch (next) {
                case Step.Prepare(int cid, var _) when cid >= 0 && cid < WorkerModel.IDS -> held.add(cid);
                case Step.Unregister(int cid) -> held.remove(cid);
                default -> {
                    // holds what it held
                }
            }
        }
        return new Sequence(steps);
    }

    private static Step draw(RandomGenerator random, Set<Integer> held) {
        int dice = random.nextInt(100);
        if (dice < 40 && !held.isEmpty()) {
            return new Step.Run(List.copyOf(held).get(random.nextInt(held.size())));
        }
        int cid = IDS.get(random.nextInt(random.nextInt(8) == 0 ? IDS.size() : IN_RANGE));
        if (dice < 75) {
            return new Step.Prepare(cid, random.nextBoolean());
        }
        return dice < 95 ? new Step.Unregister(cid) : new Step.Run(cid);
    }

    /** Return the first steps. */
    Sequence first(int number) {
        return new Sequence(steps.subList(0, number));
    }

    @Override
    public String toString() {
        return steps.stream().map(Step::text).collect(Collectors.joining(","));
    }
}
