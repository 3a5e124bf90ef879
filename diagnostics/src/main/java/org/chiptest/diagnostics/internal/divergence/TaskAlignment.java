package org.chiptest.diagnostics.internal.divergence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.diagnostics.divergence.DifferentGraph;
import org.chiptest.diagnostics.divergence.DifferentGraph.Part;
import org.chiptest.diagnostics.internal.divergence.TaskContent.Difference;

/**
 * Which task of one side is which of the other: the n-th task with kernels is the n-th, as orchestrations create the same tasks in the
 * same order each time. Where two orchestrations create the same tasks in different orders, tasks with the same content are put
 * together, those first that read the same.
 *
 * @param pairs      tasks that are the same, in the order of the trusted side
 * @param difference the first difference between the graphs, if there is one; then the pairs are those before it
 */
record TaskAlignment(List<TaskPair> pairs, Optional<DifferentGraph> difference) {

    /** How far a task is looked for that comes later on the other side. */
    private static final int LOOK_AHEAD = 64;

    /** Tell whether two tasks read the same. */
    interface SameInputs {

        boolean test(TaskPair pair);
    }

    static TaskAlignment of(RecordedSide trusted, RecordedSide suspect, SameInputs sameInputs) {
        return new Search(trusted, suspect, sameInputs).result();
    }

    /** The search with what it walks over. */
    private static final class Search {

        private final RecordedSide trusted;
        private final RecordedSide suspect;
        private final SameInputs sameInputs;
        private final boolean sameRuntime;
        private final int[] ours;
        private final int[] theirs;
        private final List<TaskPair> pairs = new ArrayList<>();

        Search(RecordedSide trusted, RecordedSide suspect, SameInputs sameInputs) {
            this.trusted = trusted;
            this.suspect = suspect;
            this.sameInputs = sameInputs;
            sameRuntime = trusted.run().runtime() == suspect.run().runtime();
            ours = trusted.computing();
            theirs = suspect.computing();
        }

        TaskAlignment result() {
            int same = 0;
            while (same < Math.min(ours.length, theirs.length) && isSame(same, same)) {
                pairs.add(new TaskPair(ours[same], theirs[same]));
                same++;
            }
            if (same == ours.length && same == theirs.length || alignRest(same)) {
                return new TaskAlignment(List.copyOf(pairs), Optional.empty());
            }
            return new TaskAlignment(List.copyOf(pairs), Optional.of(difference(same)));
        }

        private boolean isSame(int our, int their) {
            return new TaskContent(trusted.task(ours[our])).isLike(suspect.task(theirs[their]), sameRuntime);
        }

        /** Put the tasks from a position on together by their content; false, and no pairs, if that does not work out. */
        private boolean alignRest(int from) {
            if (ours.length != theirs.length) {
                return false;
            }
            Map<Integer, List<Integer>> free = new HashMap<>();
            for (int i = from; i < theirs.length; i++) {
                free.computeIfAbsent(new TaskContent(suspect.task(theirs[i])).key(sameRuntime), _ -> new ArrayList<>())
                        .add(theirs[i]);
            }
            List<TaskPair> rest = new ArrayList<>();
            for (int i = from; i < ours.length; i++) {
                Optional<TaskPair> pair = take(ours[i], free);
                if (pair.isEmpty()) {
                    return false;
                }
                rest.add(pair.get());
            }
            pairs.addAll(rest);
            return true;
        }

        private Optional<TaskPair> take(int task, Map<Integer, List<Integer>> free) {
            TaskContent content = new TaskContent(trusted.task(task));
            List<Integer> like = free.getOrDefault(content.key(sameRuntime), List.of());
            Optional<TaskPair> found = like.stream().limit(LOOK_AHEAD)
                    .filter(each -> content.isLike(suspect.task(each), sameRuntime))
                    .map(each -> new TaskPair(task, each)).filter(sameInputs::test).findFirst()
                    .or(() -> like.stream().filter(each -> content.isLike(suspect.task(each), sameRuntime))
                            .map(each -> new TaskPair(task, each)).findFirst());
            found.ifPresent(pair -> like.remove(Integer.valueOf(pair.suspect())));
            return found;
        }

        private DifferentGraph difference(int at) {
            int missing = at < ours.length ? distance(at, true) : 0;
            int added = at < theirs.length ? distance(at, false) : 0;
            if (at == ours.length || added > 0 && (missing == 0 || added <= missing) && !isInPlace(at)) {
                return new DifferentGraph(Part.TASK, Optional.empty(), Optional.of(suspect.place(theirs[at])), -1,
                        "no such task", "a task", at);
            }
            if (at == theirs.length || missing > 0 && !isInPlace(at)) {
                return new DifferentGraph(Part.TASK, Optional.of(trusted.place(ours[at])), Optional.empty(), -1,
                        "a task", "no such task", at);
            }
            Difference found = new TaskContent(trusted.task(ours[at]))
                    .difference(suspect.task(theirs[at]), sameRuntime).orElseThrow();
            return new DifferentGraph(found.part(), Optional.of(trusted.place(ours[at])),
                    Optional.of(suspect.place(theirs[at])), found.argument(), found.expected(), found.actual(), at);
        }

        /** Tell whether what follows is the same on both sides, so that one task was changed and none was added. */
        private boolean isInPlace(int at) {
            if (ours.length != theirs.length) {
                return false;
            }
            return at + 1 == ours.length || isSame(at + 1, at + 1);
        }

        /** Return how many tasks have to be left out of one side until it goes on as the other one; 0 if that does not help. */
        private int distance(int at, boolean ofTrusted) {
            for (int skip = 1; skip <= LOOK_AHEAD; skip++) {
                int our = ofTrusted ? at + skip : at;
                int their = ofTrusted ? at : at + skip;
                if (our < ours.length && their < theirs.length && isSame(our, their)) {
                    return skip;
                }
            }
            return 0;
        }
    }
}
