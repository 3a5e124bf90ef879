package org.chiptest.diagnostics.divergence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Count how often runs of the same variant part from the first one, and where.
 *
 * @param runs      how many runs were compared with the first one
 * @param different how many of them are not the same
 * @param places    where they part, the most frequent place first
 */
public record DivergenceTally(int runs, int different, List<Place> places) {

    /** Copy the list. */
    public DivergenceTally {
        places = List.copyOf(places);
    }

    /**
     * A place where runs part.
     *
     * @param times how many do
     * @param first what was found in the first of them
     */
    public record Place(int times, Divergence first) {

        /** Name the place: the task, or what is wrong with the run. */
        public String name() {
            return first.tasks().isEmpty()
                    ? first.describe().lines().findFirst().orElseThrow()
                    : first.tasks().getFirst().name();
        }
    }

    /** Count what comparing each run with the first one came to. */
    public static DivergenceTally of(List<Divergence> divergences) {
        Map<Object, List<Divergence>> byPlace = new LinkedHashMap<>();
        divergences.stream().filter(each -> !each.isSame())
                .forEach(each -> byPlace.computeIfAbsent(key(each), _ -> new ArrayList<>()).add(each));
        List<Place> places = byPlace.values().stream().map(each -> new Place(each.size(), each.getFirst()))
                .sorted(Comparator.comparingInt(Place::times).reversed()).toList();
        return new DivergenceTally(divergences.size(), places.stream().mapToInt(Place::times).sum(), places);
    }

    /** The first task is one of the run that all are compared with. */
    private static Object key(Divergence divergence) {
        return divergence.tasks().isEmpty()
                ? divergence.describe()
                : List.of(divergence.getClass(), divergence.tasks().getFirst().index());
    }

    /** Say how often of how many runs, and at which tasks. */
    public String describe() {
        if (different == 0) {
            return runs + (runs == 1 ? " run" : " runs") + " computed the same as the first one";
        }
        return different + " of " + runs + (runs == 1 ? " run" : " runs") + " did not compute what the first one did: "
                + places.stream().map(each -> each.times() + " at " + each.name()).collect(Collectors.joining(", "))
                + "\n" + places.getFirst().first().describe();
    }
}
