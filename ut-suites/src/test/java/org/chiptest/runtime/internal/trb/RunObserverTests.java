package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.chiptest.engine.internal.conformance.GraphProgram;
import org.chiptest.engine.internal.conformance.RandomGraph;
import org.chiptest.engine.internal.conformance.TaskTrace;
import org.chiptest.runtime.RandomCases;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.internal.graph.DispatchJournal;
import org.chiptest.runtime.internal.graph.RunObserver;
import org.chiptest.runtime.internal.graph.Task;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.Test;

/** What an observer of a run of tensormap_and_ringbuffer is told. */
class RunObserverTests {

    private static final int STEPS = 300;

    @Test
    void anObserverSeesTheWholeLifeOfEveryTaskInOrder() {
        try (TestDevice device = new TestDevice(); TaskTrace trace = new TaskTrace(device, STEPS)) {
            DispatchJournal journal = new DispatchJournal();
            device.watch(journal);
            HostTensor[] tensors = new HostTensor[RandomGraph.EXTERNALS];
            Arrays.setAll(tensors, i -> HostTensor.allocate(device.memory(), DataType.INT64, RandomGraph.ROWS,
                    RandomGraph.COLUMNS));
            RandomCases.check(20, random -> {
                int blockDim = 1 + random.nextInt(24);
                trace.reset();
                RandomGraph graph = new RandomGraph(random, STEPS, blockDim);
                RunSettings settings = RunSettings.unset().withTaskWindow(64).withHeapBytes(64L * 1024);

                graph.run(device, CallConfig.defaults().withBlockDim(blockDim).withSettings(settings), trace,
                        tensors);

                assertThat(journal.judge()).isPositive();
            });
            assertThat(journal.waits()).as("waits for a small ring").isPositive();
        }
    }

    @Test
    void edgesTellWhyTheyAreThere() {
        int external = 0;
        int created = 1;
        // a producer that has been consumed before the submit makes no edge; the scope keeps all of these alive
        assertThat(edges(new GraphProgram().scope(GraphProgram.AUTO)
                .aiv(ProgramKernels.EMPTY, GraphProgram.arguments().existing(external))
                .aiv(ProgramKernels.EMPTY, GraphProgram.arguments().output(8))
                .aiv(ProgramKernels.EMPTY, GraphProgram.arguments().input(created).input(external).after(0))
                .end())).containsExactly("0 > 2 EXPLICIT -1 UNKNOWN -1", "1 > 2 CREATOR 0 UNKNOWN -1",
                        "0 > 2 TENSOR_MAP 1 COVERED 0");
    }

    @Test
    void aNewerVersionFindsAWriterThatATensorOfAnotherBeginHasCovered() {
        // elements 2 and 3 are written, then changed through a tensor that begins with element 2; element 0 is of a newer version
        assertThat(edges(new GraphProgram().scope(GraphProgram.AUTO)
                .view(0, false, new int[]{2}, new int[]{2}).typed(0, 16, DataType.INT64, 2)
                .version(0, 1).view(3, false, new int[]{1}, new int[]{0})
                .aiv(ProgramKernels.EMPTY, GraphProgram.arguments().inout(1))
                .aiv(ProgramKernels.EMPTY, GraphProgram.arguments().inout(2))
                .aiv(ProgramKernels.EMPTY, GraphProgram.arguments().input(4))
                .end())).containsExactly("0 > 1 TENSOR_MAP 0 COVERED 0", "0 > 2 TENSOR_MAP 0 OTHER 0");
    }

    private static List<String> edges(GraphProgram program) {
        List<String> edges = new ArrayList<>();
        try (TestDevice device = new TestDevice();
                HostTensor tensor = HostTensor.allocate(device.memory(), DataType.INT64, 8)) {
            device.watch(new RunObserver() {
                @Override
                public void edge(Task producer, Task consumer, Origin origin, int argument, Meeting meeting,
                        int producerArgument) {
                    edges.add(TaskId.local(producer.id()) + " > " + TaskId.local(consumer.id()) + " " + origin + " "
                            + argument + " " + meeting + " " + producerArgument);
                }
            });
            program.run(device, tensor);
        }
        return edges;
    }
}
