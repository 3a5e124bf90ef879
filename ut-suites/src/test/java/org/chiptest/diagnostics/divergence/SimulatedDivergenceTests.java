package org.chiptest.diagnostics.divergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.chiptest.diagnostics.divergence.Clue.Kind;
import org.chiptest.diagnostics.divergence.DifferentGraph.Part;
import org.chiptest.diagnostics.divergence.ForeignWrite.Cause;
import org.chiptest.diagnostics.divergence.NotComparable.Reason;
import org.chiptest.diagnostics.divergence.Rounding.Evidence;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults that are planted in runs on the simulator are named. */
class SimulatedDivergenceTests {

    private static final int MANY = 1000;
    private static final int FEW = 20;

    @TempDir
    Path scratch;

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void aWrongKernelAmongAThousandTasks(RuntimeKind runtime) {
        try (SimulatedRuns runs = runs(runtime)) {
            Divergence divergence = Divergence.between(runs.chain("chain", MANY, "add.cpp"),
                    runs.chain("chain", MANY, "add_wrong.cpp"), Closeness.EXACT);

            assertThat(divergence).isInstanceOfSatisfying(DivergentTask.class, found -> {
                assertThat(found.suspect().name()).isEqualTo("middle(t500)");
                assertThat(found.suspect().cores()).hasSize(1);
                assertThat(found.before()).isEqualTo(500);
                assertThat(found.difference().differing()).isEqualTo(1);
                assertThat(found.difference().position(found.difference().first())).isEqualTo("[0, 255]");
            });
        }
    }

    /** The chain of the one runtime has the same tasks as that of the other, on chips of two kinds. */
    @Test
    void hostGraphsAndRingBuffersAgree() {
        try (SimulatedRuns host = new SimulatedRuns(RuntimeKind.HOST_BUILD_GRAPH, "a2a3sim", scratch.resolve("h"));
                SimulatedRuns ring = new SimulatedRuns(RuntimeKind.TENSORMAP_AND_RINGBUFFER, "a5sim",
                        scratch.resolve("r"))) {
            RunSide trusted = host.chain("chain", FEW, "add.cpp");

            assertThat(Divergence.between(trusted, ring.chain("chain", FEW, "add.cpp"), Closeness.EXACT))
                    .isEqualTo(new Same(FEW, 2 * FEW, 0));
            assertThat(Divergence.between(trusted, ring.chain("chain", FEW, "add_rounded.cpp"), Closeness.EXACT))
                    .isInstanceOfSatisfying(DivergentTask.class, found -> {
                        assertThat(found.suspect().name()).isEqualTo("middle(t10)");
                        assertThat(found.difference().rounding())
                                .contains(new Rounding(DataType.BFLOAT16, Evidence.SUSPECT_IS_ROUNDED));
                    });
            assertThat(Divergence.between(trusted, host.chain("chain_without_infos", FEW, "add.cpp"),
                    Closeness.EXACT)).isInstanceOfSatisfying(NotComparable.class,
                            found -> assertThat(found.reason()).isEqualTo(Reason.UNDESCRIBED));
        }
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void aMissingDependency(RuntimeKind runtime) {
        try (SimulatedRuns runs = runs(runtime)) {
            Divergence divergence = Divergence.between(runs.late("ordered"), runs.late("unordered"), Closeness.EXACT);

            assertThat(divergence).isInstanceOfSatisfying(ForeignWrite.class, found -> {
                assertThat(found.cause()).isEqualTo(Cause.MISSING_EDGE);
                assertThat(found.suspect().name()).startsWith("add(");
                assertThat(found.writer().map(TaskPlace::name).orElseThrow()).startsWith("late(");
            });
        }
    }

    @Test
    void aWrongShape() {
        try (SimulatedRuns runs = runs(RuntimeKind.TENSORMAP_AND_RINGBUFFER)) {
            Divergence divergence = Divergence.between(runs.chain("chain", FEW, "add.cpp"),
                    runs.chain("chain_of_another_shape", FEW, "add.cpp"), Closeness.EXACT);

            assertThat(divergence).isInstanceOfSatisfying(DifferentGraph.class, found -> {
                assertThat(found.part()).isEqualTo(Part.SHAPE);
                assertThat(found.expected()).isEqualTo("FLOAT32[1, 256]");
                assertThat(found.actual()).isEqualTo("FLOAT32[2, 256]");
                assertThat(found.suspect().map(TaskPlace::name)).contains("middle(t10)");
            });
        }
    }

    @Test
    void anUninitialisedOutput() {
        assertThat(clueOnUsedMemory("add_half.cpp")).isEqualTo(Kind.UNWRITTEN_OUTPUT);
    }

    @Test
    void aKernelThatReadsMemoryThatItWasNotGiven() {
        assertThat(clueOnUsedMemory("add_behind.cpp")).isEqualTo(Kind.READS_OTHER_MEMORY);
    }

    /** The same kernel on memory that is fresh and on memory that another run has used. */
    private Kind clueOnUsedMemory(String middle) {
        RuntimeKind runtime = RuntimeKind.TENSORMAP_AND_RINGBUFFER;
        try (SimulatedRuns fresh = new SimulatedRuns(runtime, "a2a3sim", scratch.resolve("fresh"));
                SimulatedRuns used = new SimulatedRuns(runtime, "a2a3sim", scratch.resolve("used"))) {
            used.chain("chain", FEW, "add.cpp");
            DivergentTask found = (DivergentTask) Divergence.between(fresh.chain("chain", FEW, middle),
                    used.chain("chain", FEW, middle), Closeness.EXACT);
            assertThat(found.suspect().name()).isEqualTo("middle(t10)");
            return found.clues().getFirst().kind();
        }
    }

    /** Three runs of one variant, of which a race has decided one otherwise. */
    @Test
    void aRaceThatIsLostAtTimes() {
        try (SimulatedRuns runs = runs(RuntimeKind.TENSORMAP_AND_RINGBUFFER)) {
            RunSide first = runs.late("ordered");

            DivergenceTally tally = DivergenceTally
                    .of(List.of(Divergence.between(first, runs.late("ordered"), Closeness.EXACT),
                            Divergence.between(first, runs.late("unordered"), Closeness.EXACT)));

            assertThat(tally.describe()).startsWith("1 of 2 runs did not compute what the first one did: 1 at add(");
        }
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void referencesJudgeEachTaskByItsOwnInputs(RuntimeKind runtime) {
        KernelReference add = (in, out) -> out.tensor(1).fill(i -> (float) in.tensor(0).get(i) + in.floatScalar(0));
        try (SimulatedRuns runs = runs(runtime)) {
            RunSide good = runs.chain("chain", FEW, "add.cpp");
            RunSide bad = runs.chain("chain", FEW, "add_wrong.cpp");

            assertThat(Divergence.judge(good, Map.of(0, add, 1, add), Closeness.EXACT))
                    .isEqualTo(new AsReferred(FEW, 0));
            assertThat(Divergence.judge(bad, Map.of(0, add), Closeness.EXACT))
                    .as("what comes after it is right by itself")
                    .isEqualTo(new AsReferred(FEW - 1, 1));
            assertThat(Divergence.judge(bad, Map.of(0, add, 1, add), Closeness.EXACT))
                    .isInstanceOfSatisfying(WrongTask.class, found -> {
                        assertThat(found.task().name()).isEqualTo("middle(t10)");
                        assertThat(found.before()).isEqualTo(10);
                        assertThat(found.differences()).singleElement()
                                .satisfies(each -> assertThat(each.differing()).isEqualTo(1));
                        assertThat(found.describe())
                                .startsWith("middle(t10) is the first task that did not compute what"
                                        + " its reference does from the same inputs\nactual: middle(t10) on ");
                    });
        }
    }

    private SimulatedRuns runs(RuntimeKind runtime) {
        return new SimulatedRuns(runtime, "a2a3sim", scratch);
    }
}
