package org.chiptest.engine.internal.conformance;

import static org.chiptest.engine.internal.conformance.KitWorker.requireCode;
import static org.chiptest.runtime.device.RuntimeKind.HOST_BUILD_GRAPH;
import static org.chiptest.runtime.device.RuntimeKind.TENSORMAP_AND_RINGBUFFER;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.chiptest.engine.internal.conformance.KitWorker.Applied;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.worker.PreparedCallable;

/** With which codes a runtime refuses and fails, and that nobody pays for it later. */
final class CodeRules {

    private static final String RUN = "docs/contract/devices.md#run";
    private static final String OPERATIONS = "docs/contract/devices.md#operations-of-a-device";
    private static final String CODES = "docs/contract/trb.md#error-codes";
    private static final int REFUSED = DeviceException.FAILED;
    private static final int HEAP_RING_DEADLOCK = -2;
    private static final int INVALID_ARGS = -5;
    private static final int SYNC_START_INVALID = -7;
    private static final int WINDOW = 64;
    private static final long HEAP_BYTES = 64L * 1024;
    private static final int MEMORY_BYTES = 4096;

    private CodeRules() {}

    static List<Rule> all() {
        return List.of(Rule.of("codes.blockDimIsChecked", RUN, CodeRules::blockDim),
                Rule.of("codes.aicpuThreadsAreChecked", RUN, CodeRules::aicpuThreads),
                Rule.of("codes.anEntryThatIsNotThereIsRefused", "docs/contract/devices.md#prepare",
                        CodeRules::missingEntry),
                Rule.of("codes.deviceMemoryIsCopiedAndFreed", OPERATIONS, CodeRules::memory),
                Rule.of(HOST_BUILD_GRAPH, "codes.whatAnOrchestrationReturnsIsTheCode",
                        "docs/contract/hbg.md#orchestration", CodeRules::returned),
                Rule.of(TENSORMAP_AND_RINGBUFFER, "codes.whatAnOrchestrationReportsIsTheCode", CODES,
                        bench -> failing(bench, -42, "a run that reports 42", new GraphProgram().fatal(42),
                                RunSettings.unset())),
                Rule.of(TENSORMAP_AND_RINGBUFFER, "codes.aScopeThatFillsItsRingEndsTheRun",
                        "docs/contract/trb.md#submit",
                        bench -> failing(bench, REFUSED, "a scope with as many tasks as its ring has slots", crowded(),
                                RunSettings.unset().withTaskWindow(WINDOW))),
                Rule.of(TENSORMAP_AND_RINGBUFFER, "codes.aTensorLargerThanTheHeapEndsTheRun",
                        "docs/contract/trb.md#rings",
                        bench -> failing(bench, HEAP_RING_DEADLOCK, "a tensor larger than the heap",
                                new GraphProgram().alloc(GraphProgram.arguments().output(1 << 14)),
                                RunSettings.unset().withHeapBytes(HEAP_BYTES))),
                Rule.of(TENSORMAP_AND_RINGBUFFER, "codes.anAutoScopeInAManualOneIsInvalid",
                        "docs/contract/trb.md#scopes",
                        bench -> failing(bench, INVALID_ARGS, "an AUTO scope in a MANUAL one",
                                new GraphProgram().scope(GraphProgram.MANUAL).scope(GraphProgram.AUTO).end().end(),
                                RunSettings.unset())),
                Rule.of(TENSORMAP_AND_RINGBUFFER, "codes.moreBlocksThanCoresCannotStartTogether",
                        "docs/contract/trb.md#submit",
                        bench -> failing(bench, SYNC_START_INVALID, "blocks that start together, one more than cores",
                                together(), RunSettings.unset())));
    }

    private static String blockDim(Bench bench) {
        int most = bench.variant().architecture().maxBlockDim();
        checkLimits(bench, "block dim", most, blockDim -> Bench.config().withBlockDim(blockDim));
        return "1 to " + most;
    }

    private static String aicpuThreads(Bench bench) {
        int most = bench.variant().architecture().maxAicpuThreads();
        checkLimits(bench, "number of AICPU threads", most, threads -> Bench.config().withAicpuThreadNum(threads));
        return "1 to " + most;
    }

    private static void checkLimits(Bench bench, String what, int most, IntFunction<CallConfig> with) {
        bench.worker(worker -> {
            try (PreparedCallable _ = worker.prepare(0, KitCallable.APPLY)) {
                for (int wrong : new int[]{0, -1, most + 1}) {
                    requireCode(REFUSED, "a run with " + what + " " + wrong,
                            () -> worker.apply(0, Applied.USUAL, "the run", with.apply(wrong)));
                }
                for (int right : new int[]{1, most}) {
                    worker.apply(0, Applied.USUAL, "a run with " + what + " " + right, with.apply(right));
                }
            }
        });
    }

    private static String missingEntry(Bench bench) {
        ChipCallable nowhere = ChipCallable.builder()
                .orchestration(bench.callable(KitCallable.COUNTS).orchestration())
                .functionName("there_is_no_such_entry").build();
        StringBuilder refused = new StringBuilder("at prepare");
        bench.worker(worker -> {
            requireCode(REFUSED, "a callable without its entry", () -> {
                worker.worker().prepare(0, nowhere);
                refused.replace(0, refused.length(), "at the first run");
                worker.runOnWords(0, List.of(0L), List.of(), Bench.config());
            });
            worker.requireUsable(1);
        });
        return refused.toString();
    }

    private static String memory(Bench bench) {
        bench.worker(worker -> {
            byte[] bytes = new byte[MEMORY_BYTES];
            IntStream.range(0, MEMORY_BYTES).forEach(i -> bytes[i] = (byte) (i * 7));
            byte[] back = new byte[MEMORY_BYTES];
            long pointer = worker.worker().malloc(MEMORY_BYTES);
            worker.worker().copyTo(pointer, MemorySegment.ofArray(bytes));
            worker.worker().copyFrom(MemorySegment.ofArray(back), pointer);
            worker.worker().free(pointer);
            worker.worker().free(1L << 46);
            if (!Arrays.equals(bytes, back)) {
                throw new AssertionError("device memory does not give back what was copied to it: byte "
                        + Arrays.mismatch(bytes, back) + " differs");
            }
        });
        return "freeing an unknown address does nothing";
    }

    private static String returned(Bench bench) {
        bench.worker(worker -> {
            try (PreparedCallable _ = worker.prepare(0, KitCallable.RETURNS)) {
                for (int code : new int[]{7, -5}) {
                    requireCode(code, "an orchestration that returns " + code,
                            () -> worker.runOnWords(0, List.of(0L), List.of((long) code), Bench.config()));
                }
            }
            worker.requireUsable(1);
        });
        return "7 and -5";
    }

    private static String failing(Bench bench, int code, String what, GraphProgram program, RunSettings settings) {
        bench.worker(worker -> {
            try (PreparedCallable _ = worker.prepare(0, KitCallable.GRAPHS);
                    var tensor = worker.worker().allocate(DataType.INT64, 1)) {
                requireCode(code, what, () -> program.run(worker.programs(0), Bench.config().withSettings(settings),
                        tensor));
            }
            worker.requireUsable(1);
        });
        return "code " + code + "; the next run is not harmed";
    }

    private static GraphProgram crowded() {
        GraphProgram program = new GraphProgram().scope(GraphProgram.AUTO);
        for (int i = 0; i < WINDOW; i++) {
            program.dummy(GraphProgram.arguments().inout(0));
        }
        return program.end();
    }

    private static GraphProgram together() {
        int cores = Bench.config().blockDim() * Architecture.AIV_PER_CLUSTER;
        return new GraphProgram().submit(GraphProgram.NONE, GraphProgram.TRACED_BUMP, GraphProgram.NONE, cores + 1,
                true, GraphProgram.arguments().inout(0).noDep(0).scalar(0));
    }
}
