package org.chiptest.diagnostics.divergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults that are planted in runs on the simulator are named. */
class SimulatedDivergenceTests {

    private static final int MANY = 1000;

    @TempDir
    Path scratch;

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void aWrongKernelAmongAThousandTasks(RuntimeKind runtime) {
        try (SimulatedRuns runs = new SimulatedRuns(runtime, "a2a3sim", scratch)) {
            RunSide good = runs.chain("chain", MANY, "add.cpp");
            RunSide bad = runs.chain("chain", MANY, "add_wrong.cpp");

            Divergence divergence = Divergence.between(good, bad, Closeness.EXACT);

            System.out.println(divergence.describe());
            assertThat(divergence).isInstanceOfSatisfying(DivergentTask.class, found -> {
                assertThat(found.suspect().name()).isEqualTo("middle(t500)");
                assertThat(found.difference().differing()).isEqualTo(1);
            });
        }
    }

    @Test
    void hostGraphsAgreeWithRingBuffers() {
        try (SimulatedRuns hbg = new SimulatedRuns(RuntimeKind.HOST_BUILD_GRAPH, "a2a3sim", scratch.resolve("hbg"));
                SimulatedRuns trb = new SimulatedRuns(RuntimeKind.TENSORMAP_AND_RINGBUFFER, "a5sim",
                        scratch.resolve("trb"))) {
            assertThat(Divergence.between(hbg.chain("chain", 20, "add.cpp"), trb.chain("chain", 20, "add.cpp"),
                    Closeness.EXACT)).isEqualTo(new Same(20, 40, 0));
            Divergence divergence = Divergence.between(hbg.chain("chain", 20, "add.cpp"),
                    trb.chain("chain", 20, "add_rounded.cpp"), Closeness.EXACT);
            System.out.println(divergence.describe());
            System.out.println(Divergence.between(trb.chain("chain", 20, "add.cpp"),
                    hbg.chain("chain_without_infos", 20, "add.cpp"), Closeness.EXACT).describe());
        }
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void aMissingDependency(RuntimeKind runtime) {
        try (SimulatedRuns runs = new SimulatedRuns(runtime, "a2a3sim", scratch)) {
            RunSide good = runs.late("ordered");
            RunSide bad = runs.late("unordered");

            Divergence divergence = Divergence.between(good, bad, Closeness.EXACT);

            System.out.println(divergence.describe());
        }
    }

    @Test
    void others() {
        for (String middle : new String[]{"add_half.cpp", "add_behind.cpp"}) {
            RuntimeKind runtime = RuntimeKind.TENSORMAP_AND_RINGBUFFER;
            try (SimulatedRuns runs = new SimulatedRuns(runtime, "a2a3sim", scratch.resolve(middle));
                    SimulatedRuns fresh = new SimulatedRuns(runtime, "a2a3sim", scratch.resolve(middle + "f"))) {
                RunSide good = fresh.chain("chain", 20, middle);
                runs.chain("chain", 20, "add.cpp");
                RunSide bad = runs.chain("chain", 20, middle);
                Divergence divergence = Divergence.between(good, bad, Closeness.EXACT);
                System.out.println(divergence.describe());
                System.out.println(Divergence
                        .between(good, runs.chain("chain_of_another_shape", 20, middle), Closeness.EXACT).describe());
                KernelReplay.write((DivergentTask) divergence, good, bad, Closeness.EXACT, runs.builds(middle),
                        Path.of("/tmp/replay-div/" + middle));
            }
        }
    }
}
