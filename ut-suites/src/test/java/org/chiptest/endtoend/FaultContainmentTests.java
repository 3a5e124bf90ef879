package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What user code does wrong costs its own scenario and nothing else. */
class FaultContainmentTests {

    private static final String KERNEL = "kernel";
    private static final String ORCHESTRATION = "orchestration";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void eachFaultFailsItsOwnScenarioAndTheOthersPass(RuntimeKind runtime) {
        Leftovers before = Leftovers.now();

        SuiteRun run = SuiteRun.of(TestCase.class, Map.of("platform", "a2a3sim", "runtime", runtime.id(),
                "chiptest.summary", folder.resolve("summary.json").toString()));

        List<String> healthy = names(runtime, "after");
        assertThat(run.ended(Status.SUCCESSFUL)).containsExactlyInAnyOrderElementsOf(healthy);
        for (Fault fault : faults().toList()) {
            assertThat(run.failure(name(runtime, KERNEL, fault))).as("a kernel with %s", fault)
                    .containsPattern(words(fault)).containsPattern("kernel 7").contains("task").contains("-Dcase=");
            assertThat(run.failure(name(runtime, ORCHESTRATION, fault))).as("an orchestration with %s", fault)
                    .containsPattern(words(fault)).contains(ORCHESTRATION).contains("-Dcase=");
        }
        Leftovers.awaitNoneSince(before);
    }

    private static String words(Fault fault) {
        return switch (fault) {
            case NONE -> "";
            case NULL_POINTER -> "SIGSEGV";
            case EXIT -> "exit.* 3";
            case ABORT -> "SIGABRT";
            case EXCEPTION -> "threw ";
            case ENDLESS_LOOP -> "did not|deadline|answer";
        };
    }

    private static Stream<Fault> faults() {
        return Arrays.stream(Fault.values()).filter(fault -> fault != Fault.NONE);
    }

    private static List<String> names(RuntimeKind runtime, String prefix) {
        return Stream.of(KERNEL, ORCHESTRATION)
                .flatMap(place -> faults().map(fault -> name(runtime, prefix + "_" + place, fault))).toList();
    }

    private static String name(RuntimeKind runtime, String place, Fault fault) {
        return "runs/" + place + "_" + fault.name().toLowerCase(Locale.ROOT) + " [a2a3sim " + runtime.shortName() + "]";
    }

    @ChipTest(platforms = "a2a3sim")
    static class TestCase {

        @CallableUnderTest
        static CallableSpec faulty(RuntimeKind runtime) {
            return FaultyCallables.faulty(runtime);
        }

        /** After each fault comes a scenario that must pass on whatever worker is there now. */
        static List<CaseSpec> faultsAndWhatFollows() {
            return Stream.of(KERNEL, ORCHESTRATION).flatMap(place -> faults().flatMap(fault -> {
                String name = place + "_" + fault.name().toLowerCase(Locale.ROOT);
                Misbehaviour wrong = place.equals(KERNEL)
                        ? Misbehaviour.ofKernel(fault)
                        : Misbehaviour.ofOrchestration(fault);
                return Stream.of(CaseSpec.named(name).timeout(Duration.ofSeconds(2)).data(wrong),
                        CaseSpec.named("after_" + name).data(Misbehaviour.NONE));
            })).toList();
        }

        @Scenario
        @CasesFrom("faultsAndWhatFollows")
        void runs(ChipWorker worker, ChipCallable faulty, CallConfig config, Misbehaviour misbehaviour) {
            try (PreparedCallable prepared = worker.prepare(0, faulty);
                    HostTensor counter = worker.allocate(DataType.UINT32, 1)) {
                prepared.run(misbehaviour.arguments(counter), config);
                assertThat(counter.getLong(0)).isEqualTo(1);
            }
        }
    }
}
