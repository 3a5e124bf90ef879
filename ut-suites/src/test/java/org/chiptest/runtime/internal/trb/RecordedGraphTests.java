package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.chiptest.engine.internal.conformance.GraphProgram;
import org.chiptest.engine.internal.conformance.RandomGraph;
import org.chiptest.engine.internal.conformance.TaskTrace;
import org.chiptest.runtime.RandomCases;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Execution;
import org.chiptest.runtime.capture.RecordedRun.Overlap;
import org.chiptest.runtime.capture.RecordedRun.Reason;
import org.chiptest.runtime.capture.RecordedRun.RecordedEdge;
import org.chiptest.runtime.capture.RecordedRun.State;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.capture.RecordMemory;
import org.chiptest.runtime.internal.capture.RecordReader;
import org.chiptest.runtime.internal.capture.Recorder;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.Test;

/** What is recorded of random graphs, against what their sequential model says. */
class RecordedGraphTests {

    private static final int STEPS = 300;
    private static final int GRAPHS = 20;
    private static final int THREADS = 256;

    @Test
    void recordedTasksAndEdgesAreThoseOfTheModel() {
        try (TestDevice device = new TestDevice();
                TaskTrace trace = new TaskTrace(device, STEPS);
                MappedMemory memory = MappedMemory.anonymous(16L << 20)) {
            Recorder recorder = new Recorder(memory.segment(), CompiledCode.shim().ticks(), THREADS);
            HostTensor[] tensors = new HostTensor[RandomGraph.EXTERNALS];
            Arrays.setAll(tensors, i -> HostTensor.allocate(device.memory(), DataType.INT64, RandomGraph.ROWS,
                    RandomGraph.COLUMNS));
            device.watch(recorder);
            RandomCases.check(GRAPHS, random -> {
                int blockDim = 1 + random.nextInt(24);
                trace.reset();
                RandomGraph graph = new RandomGraph(random, STEPS, blockDim);
                recorder.begin(RuntimeKind.TENSORMAP_AND_RINGBUFFER, blockDim, TestDevice.A2A3);

                graph.run(device, CallConfig.defaults().withBlockDim(blockDim)
                        .withSettings(RunSettings.unset().withTaskWindow(512)), trace, tensors);

                recorder.end(true);
                RecordedRun run = RecordReader.read(memory.segment()).orElseThrow();
                assertThat(run.state()).isEqualTo(State.COMPLETED);
                assertCountsHold(run);
                assertEdgesAreOf(graph, run);
                assertOrderHolds(graph.orders(), run);
            });
        }
    }

    private static void assertCountsHold(RecordedRun run) {
        assertThat(run.tasks()).hasSize((int) run.counts().tasks());
        assertThat(run.edges()).hasSize((int) run.counts().edges());
        assertThat(run.executions()).hasSize((int) run.counts().executions()).allSatisfy(execution -> {
            assertThat(execution.startedNanos()).isGreaterThanOrEqualTo(execution.dispatchedNanos());
            assertThat(execution.endedNanos()).isGreaterThanOrEqualTo(execution.startedNanos());
            assertThat(execution.finishedNanos()).isGreaterThanOrEqualTo(execution.endedNanos());
        });
    }

    /** Where it is too expensive to tell that two regions do not meet, the runtime has one task wait for the other all the same. */
    private static void assertEdgesAreOf(RandomGraph graph, RecordedRun run) {
        Set<RandomGraph.Order> orders = graph.directOrders();
        List<RecordedEdge> edges = run.edges();
        assertThat(edges).isNotEmpty().allMatch(
                edge -> orders.contains(new RandomGraph.Order(edge.producer(), edge.consumer()))
                        || edge.reason() == Reason.TENSOR_MAP && edge.overlap() == Overlap.OTHER);
        assertThat(edges).filteredOn(edge -> edge.reason() == Reason.TENSOR_MAP).allSatisfy(edge -> {
            var used = run.tasks().get(edge.consumer()).arguments().get(edge.argument());
            var made = run.tasks().get(edge.producer()).arguments().get(edge.producerArgument());
            assertThat(made.role()).isIn(RecordedRun.Role.INOUT, RecordedRun.Role.OUTPUT);
            assertThat(used.role()).isIn(RecordedRun.Role.INOUT, RecordedRun.Role.INPUT);
        });
    }

    private static void assertOrderHolds(List<RandomGraph.Order> orders, RecordedRun run) {
        Map<Integer, Long> first = new HashMap<>();
        Map<Integer, Long> last = new HashMap<>();
        for (Execution execution : run.executions()) {
            first.merge(execution.task(), execution.startedNanos(), Math::min);
            last.merge(execution.task(), execution.endedNanos(), Math::max);
        }
        assertThat(orders).isNotEmpty().allMatch(order -> last.getOrDefault(order.before(), Long.MAX_VALUE) <= first
                .getOrDefault(order.after(), Long.MIN_VALUE));
    }

    @Test
    void withoutRoomRecordingStopsAndSaysSo() {
        try (TestDevice device = new TestDevice();
                MappedMemory memory = MappedMemory.anonymous(RecordMemory.LEAST_BYTES);
                HostTensor tensor = HostTensor.allocate(device.memory(), DataType.INT64, 8)) {
            Recorder recorder = new Recorder(memory.segment(), CompiledCode.shim().ticks(), THREADS);
            device.watch(recorder);
            GraphProgram many = new GraphProgram().scope(GraphProgram.AUTO);
            for (int i = 0; i < 5_000; i++) {
                many.aiv(ProgramKernels.EMPTY, GraphProgram.arguments().inout(0));
            }
            recorder.begin(RuntimeKind.TENSORMAP_AND_RINGBUFFER, 3, TestDevice.A2A3);
            many.end().run(device, tensor);
            recorder.end(true);

            RecordedRun run = RecordReader.read(memory.segment()).orElseThrow();
            assertThat(run.counts().tasks()).isEqualTo(5_000);
            assertThat(run.tasks().size()).isBetween(1, 4_999);
        }
    }
}
