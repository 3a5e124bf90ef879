package org.chiptest.engine.internal.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import org.chiptest.api.golden.GoldenOutput;
import org.chiptest.api.golden.Tolerance;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.device.Counter;

/**
 * In what two sides of a scenario differ.
 *
 * @param differences what is not the same and must be, a line each, those of the first run that differs first
 * @param excuses     why the two may differ all the same: the scenario itself does something else on the other side
 * @param expectations of which outputs the golden expects something else on the other side, if both are as it says
 * @param remarks     what is worth knowing and no difference
 * @param outputs     how many outputs were compared
 * @param firstDiffering position of the first run that ended otherwise or wrote something else, from 0
 */
public record SideComparison(List<String> differences, List<String> excuses, List<String> expectations,
        List<String> remarks, int outputs, OptionalInt firstDiffering) {

    private static final int MOST_TOLD = 8;

    public SideComparison {
        differences = List.copyOf(differences);
        excuses = List.copyOf(excuses);
        expectations = List.copyOf(expectations);
        remarks = List.copyOf(remarks);
    }

    /**
     * Compare two sides.
     *
     * @param exact       whether outputs must have equal bits
     * @param sameRuntime whether both count in the same way
     * @param alone       whether each had a worker that nobody else has used
     */
    public static SideComparison of(SideLog own, SideLog other, boolean exact, boolean sameRuntime, boolean alone) {
        Collector collector = new Collector(own, exact);
        collector.compareAll(other);
        collector.compareCounters(other, counters(sameRuntime, alone));
        return new SideComparison(collector.differences, collector.excuses, collector.expectations,
                collector.remarks, collector.outputs, collector.firstDiffering);
    }

    /** What a worker has loaded before says nothing about a scenario, and what a runtime opens is its own business. */
    private static Set<Counter> counters(boolean sameRuntime, boolean alone) {
        Set<Counter> counters = EnumSet.of(Counter.RUNS, Counter.AICPU_OPEN_FAILURES);
        if (sameRuntime) {
            counters.addAll(EnumSet.of(Counter.HOST_OPENS, Counter.AICPU_OPENS));
        }
        return sameRuntime && alone ? EnumSet.allOf(Counter.class) : counters;
    }

    /** Tell whether nothing differs that must not. */
    public boolean isSame() {
        return differences.isEmpty();
    }

    /** Tell whether all that differs are outputs of which the golden itself expects something else there, and others are the same. */
    public boolean differsAsExpected() {
        return excuses.isEmpty() && differences.size() == expectations.size() && outputs > expectations.size();
    }

    /** Say in a few lines what differs. */
    public String describe() {
        List<String> lines = new ArrayList<>(differences.subList(0, Math.min(MOST_TOLD, differences.size())));
        if (differences.size() > MOST_TOLD) {
            lines.add("and " + (differences.size() - MOST_TOLD) + " more differences");
        }
        return String.join("\n  ", lines);
    }

    private static final class Collector {

        private final SideLog own;
        private final boolean exact;
        private final List<String> differences = new ArrayList<>();
        private final List<String> excuses = new ArrayList<>();
        private final List<String> expectations = new ArrayList<>();
        private final List<String> remarks = new ArrayList<>();
        private OptionalInt firstDiffering = OptionalInt.empty();
        private int outputs;
        private long otherBits;
        private long hidden;
        private int failedRuns;

        Collector(SideLog own, boolean exact) {
            this.own = own;
            this.exact = exact;
        }

        void compareAll(SideLog other) {
            List<ObservedRun> here = own.runs();
            List<ObservedRun> there = other.runs();
            if (here.size() != there.size()) {
                differences.add(here.size() + " runs here, " + there.size() + " there");
            }
            for (int i = 0; i < Math.min(here.size(), there.size()); i++) {
                int before = differences.size() + excuses.size();
                compare(here.size() == 1 ? "" : "run " + (i + 1) + ": ", here.get(i), there.get(i));
                if (firstDiffering.isEmpty() && differences.size() + excuses.size() > before) {
                    firstDiffering = OptionalInt.of(i);
                }
            }
            if (otherBits > 0 && !exact) {
                remarks.add(otherBits + " elements have other bits, as near as is tolerated");
            }
            if (failedRuns > 0) {
                remarks.add("outputs of " + failedRuns + (failedRuns == 1 ? " run" : " runs")
                        + " that failed were not compared");
            }
            if (hidden > 0) {
                remarks.add(hidden + " tensors in the memory of the device were not compared");
            }
        }

        private void compare(String where, ObservedRun here, ObservedRun there) {
            if (!here.code().equals(there.code())) {
                differences.add(where + "it " + ending(here.code()) + " here, " + ending(there.code()) + " there");
            }
            if (!here.scalars().equals(there.scalars())) {
                excuses.add(where + "the scalars are " + here.scalars() + " here, " + there.scalars() + " there");
            }
            if (here.tensors().size() != there.tensors().size()) {
                excuses.add(where + here.tensors().size() + " tensors here, " + there.tensors().size() + " there");
            }
            hidden += here.hidden();
            boolean failed = here.code().isPresent() || there.code().isPresent();
            failedRuns += failed ? 1 : 0;
            for (int i = 0; i < Math.min(here.tensors().size(), there.tensors().size()); i++) {
                compare(where, here.tensors().get(i), there.tensors().get(i), failed);
            }
        }

        private static String ending(OptionalInt code) {
            return code.isPresent() ? "failed with code " + code.getAsInt() : "ended well";
        }

        /** What a run has written that failed is up to chance. */
        private void compare(String where, ObservedTensor here, ObservedTensor there, boolean failed) {
            if (!here.isGivenLike(there)) {
                excuses.add(where + name(here) + " is given other values or another shape there");
                return;
            }
            if (!here.written() || failed) {
                return;
            }
            outputs++;
            if (here.content().isEmpty() || there.content().isEmpty()) {
                if (here.checksum() != there.checksum()) {
                    differences.add(where + name(here) + " differs; there was no room to keep its elements");
                }
            } else if (!Arrays.equals(here.content().get(), there.content().get())) {
                compareElements(where, here, here.content().get(), there.content().get());
            }
        }

        private void compareElements(String where, ObservedTensor here, byte[] own, byte[] other) {
            Optional<GoldenOutput> golden = this.own.output(here.index());
            Tolerance tolerance = golden.map(GoldenOutput::tolerance).orElseGet(() -> Tolerance.of(here.dtype()));
            TensorCensus census = TensorCensus.of(own, other, here.dtype(), tolerance);
            otherBits += census.differing() - census.far();
            if (golden.filter(GoldenOutput::isChecked).isPresent() && isBeyond(tolerance, here.dtype(), own, other)) {
                expectations.add(where + name(here) + " is as the golden says on both sides, and differs");
            }
            if (exact || census.far() > 0) {
                differences.add(where + name(here) + ": " + census.describe(here.shape(), exact));
            }
        }

        /** What is near to one golden on both sides is at most twice as far from each other, but for rounding. */
        private static boolean isBeyond(Tolerance tolerance, DataType dtype, byte[] own, byte[] other) {
            Tolerance both = new Tolerance(2.01 * tolerance.relative(), 2.01 * tolerance.absolute());
            return TensorCensus.of(own, other, dtype, both).far() > 0;
        }

        private String name(ObservedTensor tensor) {
            return own.output(tensor.index()).map(output -> "output " + output.name())
                    .orElse("argument " + tensor.index()) + " (" + tensor.dtype() + tensor.shape() + ")";
        }

        void compareCounters(SideLog other, Set<Counter> compared) {
            Map<Counter, Long> here = own.counters().map(each -> each.values()).orElse(Map.of());
            Map<Counter, Long> there = other.counters().map(each -> each.values()).orElse(Map.of());
            for (Counter counter : compared) {
                Long own = here.get(counter);
                Long others = there.get(counter);
                if (own != null && others != null && !own.equals(others)) {
                    differences.add(counter + ": " + own + " here, " + others + " there");
                }
            }
        }
    }
}
