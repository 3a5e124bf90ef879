package org.chiptest.runtime.internal.sim;

import java.nio.file.Path;
import java.util.List;

import org.chiptest.engine.internal.conformance.HostGraphs;
import org.chiptest.engine.internal.conformance.ProgramDevice;
import org.chiptest.runtime.RandomCases;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random graphs of host_build_graph run every task once, and each after all that it follows. */
class RandomHostGraphTests {

    private static final Path SOURCES = TestToolchain.CONFORMANCE.resolve("hbg");
    private static final RuntimeKind HBG = RuntimeKind.HOST_BUILD_GRAPH;
    private static final int GRAPHS = 100;
    private static final int BLOCK_DIM = 24;

    @TempDir
    Path scratch;

    @Test
    void everyTaskRunsOnceAndAfterAllThatItFollows() {
        ChipCallable graph = ChipCallable.builder()
                .orchestration(TestToolchain.orchestration(HBG, SOURCES.resolve("graph.cpp")))
                .functionName("build_graph")
                .child(0, CoreCallable.of(List.of(), TestToolchain.kernel(HBG, SOURCES.resolve("note.cpp")))).build();
        try (ChipWorker worker = ChipWorker.open(
                DevicePlace.IN_PROCESS.opener("a2a3sim", HBG, TestToolchain.settings(scratch)), 0)) {
            try (PreparedCallable prepared = worker.prepare(0, graph);
                    HostGraphs graphs = new HostGraphs(new OfWorker(worker, prepared), BLOCK_DIM)) {
                RandomCases.check(GRAPHS, graphs::run);
            }
        }
    }

    private record OfWorker(ChipWorker worker, PreparedCallable prepared) implements ProgramDevice {

        @Override
        public HostTensor allocate(DataType dtype, int... shape) {
            return worker.allocate(dtype, shape);
        }

        @Override
        public CallConfig config() {
            return CallConfig.defaults();
        }

        @Override
        public void run(TaskArgs args, CallConfig config) {
            prepared.run(args, config);
        }
    }
}
