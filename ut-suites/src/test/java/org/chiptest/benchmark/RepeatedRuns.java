package org.chiptest.benchmark;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

import com.sun.management.ThreadMXBean;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.process.parent.ChildDevice;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/**
 * The vector example (16,384 floats), run again and again on one worker.
 *
 * @param scratch folder for files of the worker
 */
record RepeatedRuns(Platform platform, RuntimeKind runtime, int blockDim, DevicePlace place, Path scratch) {

    private static final int ELEMENTS = 16_384;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Runs whose times are kept at once, so that what is measured is not the memory for them. */
    private static final int BATCH = 1_000;

    /**
     * What was measured behind the warm-up: how long a run takes, bytes that the calling thread allocates for it, and what the device's
     * process holds more than before.
     */
    record Measurement(Percentiles run, double callerBytes, ProcessUse growth) {

        private static Measurement of(long[] nanos, long allocated, ProcessUse growth) {
            return new Measurement(Percentiles.of(nanos), (double) allocated / nanos.length, growth);
        }
    }

    /** The prepared example with its arguments. */
    private record Example(ChipWorker worker, PreparedCallable vector, TaskArgs args, CallConfig config) {

        /** Return how long each run took. */
        long[] run(int runs) {
            long[] nanos = new long[runs];
            for (int i = 0; i < runs; i++) {
                long start = System.nanoTime();
                vector.run(args, config);
                nanos[i] = System.nanoTime() - start;
            }
            return nanos;
        }

        long counted() {
            return worker.counters().runs();
        }
    }

    static RepeatedRuns of(String platform, RuntimeKind runtime, int blockDim, DevicePlace place, Path scratch) {
        return new RepeatedRuns(Platforms.load(RepeatedRuns.class.getClassLoader()).named(platform).orElseThrow(),
                runtime, blockDim, place, scratch);
    }

    /** Run on a new worker. */
    Measurement measure(int warmUp, int runs) {
        return onPreparedExample((pid, example) -> {
            example.run(warmUp);
            ProcessUse before = ProcessUse.afterCollection(pid);
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long[] nanos = example.run(runs);
            allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
            return Measurement.of(nanos, allocated, ProcessUse.afterCollection(pid).since(before));
        });
    }

    /**
     * What the device's process holds.
     *
     * @param runs how many runs the device has counted until then
     */
    record Held(long runs, ProcessUse use) {}

    /** Run on a new worker, and look at the device's process after these numbers of runs, in ascending order. */
    List<Held> watch(List<Integer> runs) {
        return onPreparedExample((pid, example) -> {
            List<Held> held = new ArrayList<>();
            int done = 0;
            for (int until : runs) {
                for (; done < until; done += Math.min(BATCH, until - done)) {
                    example.run(Math.min(BATCH, until - done));
                }
                held.add(new Held(example.counted(), ProcessUse.afterCollection(pid)));
            }
            return held;
        });
    }

    private <T> T onPreparedExample(BiFunction<Long, Example, T> action) {
        AtomicLong pid = new AtomicLong(ProcessHandle.current().pid());
        try (ChipWorker worker = ChipWorker.open(opener(pid), 0)) {
            try (HostTensor a = worker.allocate(DataType.FLOAT32, ELEMENTS).fill(2);
                    HostTensor b = worker.allocate(DataType.FLOAT32, ELEMENTS).fill(3);
                    HostTensor f = worker.allocate(DataType.FLOAT32, ELEMENTS);
                    PreparedCallable vector = worker.prepare(0, TestToolchain.vector(runtime))) {
                TaskArgs args = new TaskArgs().tensor(a).tensor(b).tensor(f);
                return action.apply(pid.get(),
                        new Example(worker, vector, args, CallConfig.defaults().withBlockDim(blockDim)));
            }
        }
    }

    private Device.Opener opener(AtomicLong pid) {
        Device.Opener opener = place.opener(platform.name(), runtime, TestToolchain.settings(scratch));
        return deviceId -> {
            Device device = opener.open(deviceId);
            if (device instanceof ChildDevice child) {
                pid.set(child.pid());
            }
            return device;
        };
    }
}
