package org.chiptest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.sun.management.ThreadMXBean;
import org.chiptest.benchmark.RepeatedRuns.Measurement;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.graph.KernelTable;
import org.chiptest.runtime.internal.trb.CompiledCode;
import org.chiptest.runtime.internal.trb.TestDevice;
import org.chiptest.runtime.internal.trb.TrbOrchestration;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A task leaves nothing to the garbage collector, a run little. All threads of the process are counted, also those that have nothing to do with
 * the run, so what a task may take is not quite nothing.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AllocationTests {

    private static final long TASKS = 1_000_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(strings = {"independent", "creating", "chained"})
    void aTaskAllocatesNothing(String entry) {
        TrbOrchestration orchestration = CompiledCode.orchestration(TrbThroughput.SOURCE, entry + "_entry");
        KernelTable kernels = CompiledCode.kernels(TrbThroughput.KERNELS, "empty");
        CallConfig config = CallConfig.defaults().withBlockDim(24)
                .withSettings(RunSettings.unset().withDeadline(Duration.ofMinutes(2)));
        try (TestDevice device = new TestDevice();
                HostTensor x = HostTensor.allocate(device.memory(), DataType.FLOAT32, 256)) {
            TaskArgs args = new TaskArgs().tensor(x).scalar(TASKS).scalar(1_000L);
            // until the code is compiled, what the compiler will remove is allocated
            device.run(orchestration, kernels, args, config);
            long before = threads.getTotalThreadAllocatedBytes();

            device.run(orchestration, kernels, args, config);

            assertThat((double) (threads.getTotalThreadAllocatedBytes() - before) / TASKS).as("bytes a task")
                    .isLessThan(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunInProcessTakesTheCallerAFewSmallObjects(RuntimeKind runtime, @TempDir Path scratch) {
        Measurement measured = RepeatedRuns.of("a2a3sim", runtime, 24, DevicePlace.IN_PROCESS, scratch).measure(1_000,
                5_000);

        // the request, its way through the guard of the one caller and to the device's thread, and the measured time
        assertThat(measured.callerBytes()).as("bytes a run").isLessThan(200);
    }
}
