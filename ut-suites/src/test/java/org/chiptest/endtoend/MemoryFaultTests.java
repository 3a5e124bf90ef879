package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.endtoend.MemoryFault.MISALIGNED_LOAD;
import static org.chiptest.endtoend.MemoryFault.ORCHESTRATION_WRITES_BEHIND_INPUT;
import static org.chiptest.endtoend.MemoryFault.READ_BEFORE_CREATED;
import static org.chiptest.endtoend.MemoryFault.READ_BEHIND_INPUT;
import static org.chiptest.endtoend.MemoryFault.SIGNED_OVERFLOW;
import static org.chiptest.endtoend.MemoryFault.STACK_OVERRUN;
import static org.chiptest.endtoend.MemoryFault.USE_AFTER_FREE;
import static org.chiptest.endtoend.MemoryFault.WRITE_BEFORE_CREATED;
import static org.chiptest.endtoend.MemoryFault.WRITE_BEFORE_INPUT;
import static org.chiptest.endtoend.MemoryFault.WRITE_BEFORE_OUTPUT;
import static org.chiptest.endtoend.MemoryFault.WRITE_BEHIND_CREATED;
import static org.chiptest.endtoend.MemoryFault.WRITE_BEHIND_INPUT;
import static org.chiptest.endtoend.MemoryFault.WRITE_BEHIND_OUTPUT;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What code does wrong with memory is found: by red zones always, by sanitizers with the line. */
class MemoryFaultTests {

    private static final int ELEMENTS = 100;
    private static final String INPUT = "argument 0 (FLOAT32[100], 400 bytes)";
    private static final String OUTPUT_TENSOR = "argument 1 (FLOAT32[100], 400 bytes)";
    private static final String BEHIND = " was overrun: offsets 400 to 403, behind the end; kernels that had it: ";
    private static final String BEFORE = " was overrun: offsets -4 to -1, before the beginning; kernels that had it: ";

    private static final Map<Sanitizer, Set<MemoryFault>> FAULTS = new EnumMap<>(Map.of(
            Sanitizer.NONE,
            EnumSet.of(WRITE_BEHIND_INPUT, WRITE_BEFORE_INPUT, WRITE_BEHIND_OUTPUT, WRITE_BEFORE_OUTPUT,
                    WRITE_BEHIND_CREATED, WRITE_BEFORE_CREATED, ORCHESTRATION_WRITES_BEHIND_INPUT),
            Sanitizer.ADDRESS,
            EnumSet.of(WRITE_BEHIND_INPUT, WRITE_BEFORE_OUTPUT, WRITE_BEHIND_CREATED, READ_BEHIND_INPUT,
                    READ_BEFORE_CREATED, USE_AFTER_FREE, STACK_OVERRUN, ORCHESTRATION_WRITES_BEHIND_INPUT),
            Sanitizer.UNDEFINED, EnumSet.of(SIGNED_OVERFLOW, MISALIGNED_LOAD)));

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"a2a3sim, TENSORMAP_AND_RINGBUFFER", "a5sim, HOST_BUILD_GRAPH"})
    void redZonesNameTensorOffsetAndKernelsOfWhateverWritesBeyondIt(String platform, RuntimeKind runtime) {
        SuiteRun run = run(Sanitizer.NONE, platform, runtime);

        assertThat(run.failure(name(Sanitizer.NONE, WRITE_BEHIND_INPUT, platform, runtime))).contains(
                "memory overrun: ", INPUT,
                BEHIND + "[3, 4]", "build it with AddressSanitizer", "-Dcase=");
        assertThat(run.failure(name(Sanitizer.NONE, WRITE_BEFORE_INPUT, platform, runtime))).contains(INPUT,
                BEFORE + "[3, 4]");
        assertThat(run.failure(name(Sanitizer.NONE, WRITE_BEHIND_OUTPUT, platform, runtime))).contains(OUTPUT_TENSOR,
                BEHIND + "[3]");
        assertThat(run.failure(name(Sanitizer.NONE, WRITE_BEFORE_OUTPUT, platform, runtime))).contains(OUTPUT_TENSOR,
                BEFORE + "[3]");
        assertThat(run.failure(name(Sanitizer.NONE, ORCHESTRATION_WRITES_BEHIND_INPUT, platform, runtime)))
                .contains(INPUT, BEHIND);
        if (runtime == RuntimeKind.HOST_BUILD_GRAPH) {
            assertThat(run.failure(name(Sanitizer.NONE, WRITE_BEHIND_CREATED, platform, runtime)))
                    .contains("device memory of 400 bytes at 0x", BEHIND + "[3]");
            assertThat(run.failure(name(Sanitizer.NONE, WRITE_BEFORE_CREATED, platform, runtime)))
                    .contains("device memory of 400 bytes at 0x", BEFORE + "[3]");
        }
        assertThat(run.ended(Status.SUCCESSFUL)).contains(name(Sanitizer.NONE, MemoryFault.NONE, platform, runtime),
                "works/none_after [%s %s]".formatted(platform, runtime.shortName()));
    }

    @ParameterizedTest
    @CsvSource({"a2a3sim, HOST_BUILD_GRAPH", "a5sim, TENSORMAP_AND_RINGBUFFER"})
    void theAddressSanitizerNamesTheFunctionAndTheTensorOfWhateverTouchesMoreThanItMay(String platform,
            RuntimeKind runtime) {
        SuiteRun run = run(Sanitizer.ADDRESS, platform, runtime);

        for (MemoryFault fault : FAULTS.getOrDefault(Sanitizer.ADDRESS, Set.of())) {
            assertThat(run.failure(name(Sanitizer.ADDRESS, fault, platform, runtime))).as("%s", fault)
                    .contains("was ended by AddressSanitizer: ", "in " + fault.function() + "(", "memory_fault.h:")
                    .containsPattern("READ of size 4|WRITE of size 4");
        }
        assertThat(run.failure(name(Sanitizer.ADDRESS, WRITE_BEHIND_INPUT, platform, runtime))).contains(
                "use-after-poison",
                "0 bytes behind the end of ", INPUT);
        assertThat(run.failure(name(Sanitizer.ADDRESS, WRITE_BEFORE_OUTPUT, platform, runtime))).contains(
                "4 bytes before the beginning of ", OUTPUT_TENSOR);
        assertThat(run.failure(name(Sanitizer.ADDRESS, READ_BEFORE_CREATED, platform, runtime))).contains(
                "4 bytes before the beginning of " + switch (runtime) {
                    case HOST_BUILD_GRAPH -> "device memory of 400 bytes";
                    case TENSORMAP_AND_RINGBUFFER -> "the tensor that task ";
                });
        assertThat(run.failure(name(Sanitizer.ADDRESS, USE_AFTER_FREE, platform, runtime)))
                .contains("heap-use-after-free");
        assertThat(run.failure(name(Sanitizer.ADDRESS, STACK_OVERRUN, platform, runtime)))
                .contains("stack-buffer-overflow");
        assertThat(run.ended(Status.SUCCESSFUL)).containsExactlyInAnyOrder(
                name(Sanitizer.ADDRESS, MemoryFault.NONE, platform, runtime),
                "works/address_after [%s %s]".formatted(platform, runtime.shortName()));
    }

    @ParameterizedTest
    @CsvSource({"a2a3sim, TENSORMAP_AND_RINGBUFFER", "a5sim, HOST_BUILD_GRAPH"})
    void theSanitizerOfUndefinedBehaviourNamesTheLine(String platform, RuntimeKind runtime) {
        SuiteRun run = run(Sanitizer.UNDEFINED, platform, runtime);

        assertThat(run.failure(name(Sanitizer.UNDEFINED, SIGNED_OVERFLOW, platform, runtime))).contains(
                "was ended by UndefinedBehaviorSanitizer: signed integer overflow", "memory_fault.h:",
                "runtime error: signed integer overflow", "in overflow(");
        assertThat(run.failure(name(Sanitizer.UNDEFINED, MISALIGNED_LOAD, platform, runtime))).contains(
                "was ended by UndefinedBehaviorSanitizer: load of misaligned address", "memory_fault.h:",
                "runtime error: load of misaligned address", "in load_misaligned(");
        assertThat(run.ended(Status.SUCCESSFUL)).containsExactlyInAnyOrder(
                name(Sanitizer.UNDEFINED, MemoryFault.NONE, platform, runtime),
                "works/undefined_after [%s %s]".formatted(platform, runtime.shortName()));
    }

    private SuiteRun run(Sanitizer sanitizer, String platform, RuntimeKind runtime) {
        Leftovers before = Leftovers.now();
        SuiteRun run = SuiteRun.of(TestCase.class,
                Map.of("case", sanitizer.id() + "_*", "platform", platform, "runtime", runtime.id(), "chiptest.summary",
                        folder.resolve("summary.json").toString()));
        Leftovers.awaitNoneSince(before);
        return run;
    }

    private static String name(Sanitizer sanitizer, MemoryFault fault, String platform, RuntimeKind runtime) {
        return "works/%s [%s %s]".formatted(caseOf(sanitizer, fault), platform, runtime.shortName());
    }

    private static String caseOf(Sanitizer sanitizer, MemoryFault fault) {
        return sanitizer.id() + "_" + fault.name().toLowerCase(Locale.ROOT);
    }

    @ChipTest(platforms = {"a2a3sim", "a5sim"})
    static class TestCase {

        @CallableUnderTest
        static CallableSpec working(RuntimeKind runtime) {
            String sources = "memory/" + runtime.shortName() + "/";
            return CallableSpec.orchestration(sources + "orchestration.cpp")
                    .entry(runtime == RuntimeKind.HOST_BUILD_GRAPH ? "build_graph" : "submit_tasks")
                    .signature(IN, OUT, SCALAR).kernel(3, AIV, sources + "work.cpp", IN, OUT, SCALAR)
                    .kernel(4, AIV, sources + "look.cpp", IN);
        }

        /** After the faults comes a scenario that must pass on whatever worker is there now. */
        static List<CaseSpec> faults() {
            return FAULTS.entrySet().stream().flatMap(entry -> {
                Sanitizer sanitizer = entry.getKey();
                Stream<CaseSpec> cases = Stream.concat(Stream.of(MemoryFault.NONE), entry.getValue().stream())
                        .map(fault -> CaseSpec.named(caseOf(sanitizer, fault)).data(fault));
                CaseSpec after = CaseSpec.named(sanitizer.id() + "_after").data(MemoryFault.NONE);
                return Stream.concat(cases, Stream.of(after)).map(each -> each.sanitizer(sanitizer));
            }).toList();
        }

        @Scenario
        @CasesFrom("faults")
        void works(ChipWorker worker, ChipCallable working, CallConfig config, MemoryFault fault) {
            try (PreparedCallable prepared = worker.prepare(0, working);
                    HostTensor input = worker.allocate(DataType.FLOAT32, ELEMENTS).fill(i -> i);
                    HostTensor output = worker.allocate(DataType.FLOAT32, ELEMENTS)) {
                TaskArgs args = new TaskArgs().tensor(input).tensor(output, OUTPUT).scalar(fault.code());
                prepared.run(args, config);
                assertThat(output.get(21)).isEqualTo(42);
            }
        }
    }
}
