package org.chiptest.benchmark;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.internal.device.CounterDescriptor;
import org.chiptest.runtime.internal.foreign.ForeignDevice;
import org.chiptest.runtime.internal.foreign.ForeignFiles;
import org.chiptest.runtime.internal.foreign.ForeignRuntime;
import org.chiptest.runtime.internal.linker.CallFrameDescriptor;
import org.chiptest.runtime.tensor.HostTensor;

/**
 * Measure a run of 16 elements through the driver of foreign runtimes: what it adds shows beside the same run of a program in C, which is
 * the step {@code median-of-runs} of {@code steps.cpp}.
 *
 * <p>Arguments: the runtime's library, the image of y = a x + y, the number of runs. Standard error has to be a file, as in a worker.
 */
final class DriverCost {

    private static final int ELEMENTS = 16;

    private DriverCost() {}

    public static void main(String[] words) throws IOException {
        ForeignFiles files = new ForeignFiles(List.of(), Path.of(words[0]), Optional.empty(), Optional.empty(),
                Optional.empty());
        ChipCallable callable = ChipCallable.parse(MemorySegment.ofArray(Files.readAllBytes(Path.of(words[1]))));
        int runs = Integer.parseInt(words[2]);
        try (Scratch scratch = Scratch.create();
                ForeignDevice device = ForeignDevice.open(new ForeignRuntime("library", files, List.of()), 0,
                        host(scratch.path()))) {
            device.prepare(0, callable);
            median(device, runs);
            System.out.println("median-of-runs " + median(device, runs));
        }
    }

    private static long median(Device device, int runs) {
        long[] times = new long[runs];
        try (HostTensor x = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, ELEMENTS);
                HostTensor y = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, ELEMENTS)) {
            TaskArgs args = new TaskArgs().tensor(x).tensor(y).scalar(2f);
            CallConfig config = CallConfig.defaults().withBlockDim(3);
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long cpu = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < runs; i++) {
                long begin = System.nanoTime();
                device.run(0, args, config);
                times[i] = System.nanoTime() - begin;
            }
            System.out.println("cpu-of-a-run " + (threads.getCurrentThreadCpuTime() - cpu) / runs);
        }
        Arrays.sort(times);
        return times[runs / 2];
    }

    private static Device.Host host(Path scratch) {
        MemorySegment counters = Arena.global().allocate(CounterDescriptor.SIZE, CounterDescriptor.ALIGNMENT);
        new Counters(counters).generation(1);
        return new Device.Host(TestToolchain.shim(), scratch, counters,
                Arena.global().allocate(CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT), failure -> {
                    throw failure;
                }, MemorySegment.NULL);
    }
}
