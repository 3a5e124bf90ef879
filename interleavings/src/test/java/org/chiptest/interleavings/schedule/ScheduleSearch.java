package org.chiptest.interleavings.schedule;

import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Look for a schedule in which a scenario fails. */
public final class ScheduleSearch {

    private final Constructor<? extends Scenario> scenario;
    private final int steps;
    private final Set<Integer> seen = new HashSet<>();

    /**
     * A schedule in which the scenario has failed.
     *
     * @param seed with which it comes again
     */
    public record Found(long seed, String text) {}

    private ScheduleSearch(Constructor<? extends Scenario> scenario) {
        this.scenario = scenario;
        // classes are initialised by the first run, and by no other
        SteppedRun.of(created(scenario), 0, 1);
        this.steps = SteppedRun.of(created(scenario), 0, 1).schedule().size();
    }

    /**
     * Search the schedules of a scenario.
     *
     * @param scenario name of its class
     * @param folders  class path folders that come before all others
     */
    public static ScheduleSearch of(String scenario, List<Path> folders) {
        Constructor<? extends Scenario> asIs = constructor(new StepLoader(folders, Map.of()), scenario);
        Map<String, String> standIns = created(asIs).standIns();
        return new ScheduleSearch(standIns.isEmpty()
                ? asIs
                : constructor(new StepLoader(folders, standIns), scenario));
    }

    private static Constructor<? extends Scenario> constructor(StepLoader loader, String scenario) {
        try {
            return loader.loadClass(scenario).asSubclass(Scenario.class).getConstructor();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(scenario + " is no scenario", e);
        }
    }

    private static Scenario created(Constructor<? extends Scenario> scenario) {
        try {
            return scenario.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(scenario + " cannot be created", e);
        }
    }

    /** Try the schedule without preemption, and those of so many seeds. */
    public Optional<Found> search(long firstSeed, int count) {
        Optional<Found> found = tried(0);
        for (long seed = firstSeed; found.isEmpty() && seed < firstSeed + count; seed++) {
            found = tried(seed);
        }
        return found;
    }

    /** Try one schedule. */
    public Optional<Found> tried(long seed) {
        SteppedRun.Outcome outcome = SteppedRun.of(created(scenario), seed, steps);
        seen.add(outcome.schedule().fingerprint());
        String failure = outcome.failure();
        return failure == null
                ? Optional.empty()
                : Optional.of(new Found(seed,
                        scenario.getDeclaringClass().getName() + " fails with seed " + seed + ": " + failure + "\n"
                                + outcome.schedule().describe()));
    }

    /** Return how many different schedules were tried. */
    public int schedules() {
        return seen.size();
    }

    /** Return how many steps the schedule without preemption has. */
    public int steps() {
        return steps;
    }
}
