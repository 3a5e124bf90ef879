package org.chiptest.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceOpener;
import org.chiptest.runtime.device.Platform;
import org.chiptest.runtime.device.Platforms;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.InProcessDevice;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.runtime.worker.process.ChildDevice;
import org.chiptest.runtime.worker.process.ChildDeviceOpener;
import org.chiptest.runtime.worker.process.WorkerSettings;

/**
 * The vector example (16,384 floats), run again and again on one worker.
 *
 * @param scratch folder for files of the worker
 */
record RepeatedRuns(Platform platform, RuntimeKind runtime, int blockDim, Place place, Path scratch) {

    private static final int ELEMENTS = 16_384;

    /** Where the device lives. */
    enum Place {
        IN_PROCESS, CHILD
    }

    /**
     * What was measured behind the warm-up: percentiles of the time of a run in microseconds, and what the device's process
     * holds more than before.
     */
    record Measurement(double median, double p90, double p99, ProcessUse growth) {

        private static Measurement of(long[] nanos, ProcessUse growth) {
            Arrays.sort(nanos);
            return new Measurement(nanos[nanos.length / 2] / 1e3, nanos[nanos.length * 9 / 10] / 1e3,
                    nanos[nanos.length * 99 / 100] / 1e3, growth);
        }
    }

    static RepeatedRuns of(String platform, RuntimeKind runtime, int blockDim, Place place, Path scratch) {
        return new RepeatedRuns(Platforms.load(RepeatedRuns.class.getClassLoader()).named(platform).orElseThrow(),
                runtime, blockDim, place, scratch);
    }

    /** Run on a new worker. */
    Measurement measure(int warmUp, int runs) {
        AtomicLong pid = new AtomicLong(ProcessHandle.current().pid());
        try (ChipWorker worker = new ChipWorker(opener(pid))) {
            worker.init(0);
            try (HostTensor a = worker.allocate(DataType.FLOAT32, ELEMENTS).fill(2);
                    HostTensor b = worker.allocate(DataType.FLOAT32, ELEMENTS).fill(3);
                    HostTensor f = worker.allocate(DataType.FLOAT32, ELEMENTS);
                    PreparedCallable vector = worker.prepare(0, TestToolchain.vector(runtime))) {
                TaskArgs args = new TaskArgs().tensor(a).tensor(b).tensor(f);
                CallConfig config = CallConfig.defaults().withBlockDim(blockDim);
                run(vector, args, config, warmUp);
                System.gc();
                ProcessUse before = ProcessUse.of(pid.get());
                long[] nanos = run(vector, args, config, runs);
                System.gc();
                return Measurement.of(nanos, ProcessUse.of(pid.get()).since(before));
            }
        }
    }

    private DeviceOpener opener(AtomicLong pid) {
        return switch (place) {
            case IN_PROCESS -> InProcessDevice.opener(platform, runtime, TestToolchain.shim(), scratch);
            case CHILD -> deviceId -> {
                WorkerSettings settings = WorkerSettings.withShim(TestToolchain.shim()).withDirectory(scratch);
                try (ChildDeviceOpener opener = new ChildDeviceOpener(platform.name(), runtime, settings)) {
                    ChildDevice device = opener.open(deviceId);
                    pid.set(device.pid());
                    return device;
                }
            };
        };
    }

    private static long[] run(PreparedCallable vector, TaskArgs args, CallConfig config, int runs) {
        long[] nanos = new long[runs];
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            vector.run(args, config);
            nanos[i] = System.nanoTime() - start;
        }
        return nanos;
    }
}
