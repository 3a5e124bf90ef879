package org.chiptest.api.assertion;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.assertj.core.api.AbstractAssert;
import org.chiptest.diagnostics.analysis.RunAnalysis;
import org.chiptest.diagnostics.analysis.Violation;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.RecordedEdge;

/**
 * Assertions on what a captured run did. Tasks are named as reports name them, such as {@code QK(t5)} or {@code QK(r2t100)}, or by their
 * kernels only, which means all tasks with these kernels:
 *
 * <pre>{@code
 * assertThat(run).keepsAllRules().hasEdge("softmax(t2)", "PV(t3)").ran("QK").before("PV");
 * assertThat(run).makespan().isAtMost(1.3, RunAnalysis.of(run).forecastNanos(24));
 * }</pre>
 */
public final class RecordedRunAssert extends AbstractAssert<RecordedRunAssert, RecordedRun> {

    private static final int NAMED = 10;

    private final RunAnalysis analysis;

    RecordedRunAssert(RecordedRun actual) {
        super(actual, RecordedRunAssert.class);
        analysis = RunAnalysis.of(actual);
    }

    /** Verify that nothing in the record is impossible in a run that was right; see {@link Violation.Rule}. */
    public RecordedRunAssert keepsAllRules() {
        isNotNull();
        List<Violation> violations = analysis.violations();
        if (!violations.isEmpty()) {
            failWithMessage("expected %s to keep all rules, but found %d violations:%n  %s", actual.label(),
                    violations.size(),
                    violations.stream().limit(NAMED).map(Violation::text).collect(Collectors.joining("\n  ")));
        }
        return this;
    }

    /** Verify that a task of the second name depends on one of the first, for any reason. */
    public RecordedRunAssert hasEdge(String producer, String consumer) {
        isNotNull();
        List<Integer> producers = tasks(producer);
        List<Integer> consumers = tasks(consumer);
        Predicate<RecordedEdge> wanted = edge -> producers.contains(edge.producer())
                && consumers.contains(edge.consumer());
        if (actual.edges().stream().noneMatch(wanted)) {
            failWithMessage("expected an edge from %s to %s in %s, but %s", producer, consumer, actual.label(),
                    producersOf(consumers, consumer));
        }
        return this;
    }

    /** Verify that no task of the second name depends directly on one of the first. */
    public RecordedRunAssert hasNoEdge(String producer, String consumer) {
        isNotNull();
        List<Integer> producers = tasks(producer);
        List<Integer> consumers = tasks(consumer);
        actual.edges().stream()
                .filter(edge -> producers.contains(edge.producer()) && consumers.contains(edge.consumer())).findFirst()
                .ifPresent(edge -> failWithMessage(
                        "expected no edge from %s to %s in %s, but %s depends on %s, reason: %s",
                        producer, consumer, actual.label(), analysis.name(edge.consumer()),
                        analysis.name(edge.producer()), edge.reason()));
        return this;
    }

    /** Go on with when tasks ran. */
    public Order ran(String tasks) {
        isNotNull();
        return new Order(tasks);
    }

    /** Go on with how long the run took. */
    public Makespan makespan() {
        isNotNull();
        return new Makespan();
    }

    /** Assertions on the order in which tasks ran. */
    public final class Order {

        private final String first;

        private Order(String first) {
            this.first = first;
        }

        /** Verify that all kernels of the tasks named before had ended when the first kernel of these began. */
        public RecordedRunAssert before(String second) {
            long end = extreme(first, false);
            long begin = extreme(second, true);
            if (end > begin) {
                failWithMessage("expected %s to run before %s in %s, but it ended %d ns after the other had begun",
                        first, second,
                        actual.label(), end - begin);
            }
            return RecordedRunAssert.this;
        }
    }

    /** Assertions on how long a run took. */
    public final class Makespan {

        private Makespan() {}

        /**
         * Verify that the run took no longer than a multiple of another time, such as {@link RunAnalysis#floorNanos()}.
         *
         * @param factor how many times as long it may take
         * @param nanos  the other time
         */
        public RecordedRunAssert isAtMost(double factor, long nanos) {
            if (actual.makespanNanos() > factor * nanos) {
                failWithMessage(
                        "expected %s to take at most %s times %d ns, but it took %d ns, which is %.2f times that; %s",
                        actual.label(), factor, nanos, actual.makespanNanos(), (double) actual.makespanNanos() / nanos,
                        blame());
            }
            return RecordedRunAssert.this;
        }

        private String blame() {
            return analysis.makespan().stream()
                    .collect(Collectors.groupingBy(piece -> piece.reason(),
                            Collectors.summingLong(piece -> piece.nanos())))
                    .entrySet().stream().sorted((first, second) -> Long.compare(second.getValue(), first.getValue()))
                    .map(entry -> entry.getKey() + " " + entry.getValue() + " ns")
                    .collect(Collectors.joining(", ", "it is made of ", ""));
        }
    }

    private long extreme(String name, boolean begin) {
        List<Integer> tasks = tasks(name);
        var moments = actual.executions().stream().filter(call -> tasks.contains(call.task()))
                .mapToLong(call -> begin ? call.startedNanos() : call.endedNanos()).filter(each -> each >= 0);
        return (begin ? moments.min() : moments.max()).orElseThrow(() -> new AssertionError(
                "no kernel of " + name + (begin ? " began" : " ended") + " in " + actual.label()));
    }

    /** Find tasks by a whole name or by that of their kernels. */
    private List<Integer> tasks(String name) {
        List<Integer> found = IntStream.range(0, actual.tasks().size()).filter(task -> {
            String own = analysis.name(task);
            return own.equals(name) || own.startsWith(name + "(");
        }).boxed().toList();
        if (found.isEmpty()) {
            throw new AssertionError("there is no task " + name + " in " + actual.label() + "; there are "
                    + IntStream.range(0, actual.tasks().size()).mapToObj(analysis::name).limit(NAMED)
                            .collect(Collectors.joining(", "))
                    + (actual.tasks().size() > NAMED ? ", ..." : ""));
        }
        return found;
    }

    private String producersOf(List<Integer> consumers, String name) {
        List<String> producers = actual.edges().stream().filter(edge -> consumers.contains(edge.consumer()))
                .map(edge -> analysis.name(edge.producer())).distinct().limit(NAMED).toList();
        return producers.isEmpty()
                ? name + " depends on nothing"
                : name + " depends on " + String.join(", ", producers);
    }
}
