package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.TestExecutionResult.Status;

class DeviceOverlapTests {

    /** Where the kernels of the fixture meet. */
    private static Path folder = Path.of("");

    @BeforeEach
    void meetIn(@TempDir Path fresh) {
        folder = fresh;
    }

    @ParameterizedTest
    @EnumSource
    void kernelsOfTwoScenariosRunOnTwoDevicesAtTheSameTime(RuntimeKind runtime) {
        SuiteRun run = SuiteRun.of(TestCase.class, Map.of("runtime", runtime.id(), "device", "0-1", "chiptest.summary",
                folder.resolve("summary.json").toString()));

        String left = "meets/left [a2a3sim " + runtime.shortName() + "]";
        String right = "meets/right [a2a3sim " + runtime.shortName() + "]";
        assertThat(run.ended(Status.SUCCESSFUL)).containsExactlyInAnyOrder(left, right);
        assertThat(List.of(run.entry(left, "device"), run.entry(right, "device"))).containsExactlyInAnyOrder("0", "1");
        assertThat(run.entry(left, "generation")).isNotEqualTo(run.entry(right, "generation"));
    }

    @ChipTest(platforms = "a2a3sim")
    static class TestCase {

        @CallableUnderTest
        static CallableSpec meeting(RuntimeKind runtime) {
            String entry = switch (runtime) {
                case HOST_BUILD_GRAPH -> "build_meeting";
                case TENSORMAP_AND_RINGBUFFER -> "submit_meeting";
            };
            return CallableSpec.orchestration(runtime.shortName() + "/meeting.cpp").entry(entry).signature(IN, SCALAR)
                    .kernel(0, AIV, "meet.cpp", SCALAR, SCALAR);
        }

        static List<CaseSpec> sides() {
            return List.of(CaseSpec.named("left").data(0L), CaseSpec.named("right").data(1L));
        }

        /** Return only if the other side's kernel runs while this one's does. */
        @Scenario
        @CasesFrom("sides")
        void meets(ChipWorker worker, ChipCallable meeting, Long side, ScenarioContext context) {
            context.publish("generation", String.valueOf(worker.counters().generation()));
            byte[] name = (folder + "\0").getBytes(StandardCharsets.UTF_8);
            try (HostTensor text = worker.allocate(DataType.INT8, name.length).fill(i -> name[Math.toIntExact(i)]);
                    PreparedCallable prepared = worker.prepare(0, meeting)) {
                prepared.run(new TaskArgs().tensor(text).scalar(side), context.config());
            }
        }
    }
}
