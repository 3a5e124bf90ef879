package org.chiptest.runtime.internal.trb;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.function.BiFunction;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.args.TensorPlacement;
import org.chiptest.runtime.internal.linker.LibcException;
import org.chiptest.runtime.internal.linker.NativeMemory;
import org.chiptest.runtime.internal.linker.SanitizerRuntime;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.memory.MemoryNames;
import org.chiptest.runtime.internal.redzone.Overrun;
import org.chiptest.runtime.internal.redzone.OverrunReport;
import org.chiptest.runtime.internal.redzone.RedZone;
import org.jspecify.annotations.Nullable;

/**
 * The device's copies of a run's argument tensors ({@code docs/contract/trb.md#arguments-of-a-run}): every tensor that is not the device's own
 * already is copied in before the run and back after it, whatever the run does with it. Each begins at a multiple of 1024 and has a
 * {@linkplain RedZone red zone} before and one behind it.
 */
final class ArgumentStage implements TensorPlacement, AutoCloseable {

    private static final long ALIGNMENT = 1024;
    private static final long WITH_ZONES = 2L * RedZone.BYTES;
    private static final long INITIAL_BYTES = 64L << 20;

    /** Pages beyond this are given back after a run, so that one large run does not count for ever. */
    private static final long KEPT_BYTES = 16L << 20;

    /** A tensor of the host and its copy. */
    private record Pair(int argument, long host, long device, long bytes) {}

    private final List<Pair> pairs = new ArrayList<>();
    private final MemoryNames names;
    private @Nullable MappedMemory memory;
    /** Where it begins, once there is any. */
    private long base;
    private long used;

    /** How far AddressSanitizer was told what may be touched. */
    private long poisoned;

    ArgumentStage(MemoryNames names) {
        this.names = names;
    }

    /** Copy the tensors in and return the arguments with the addresses of the copies. */
    TaskArgs copyIn(TaskArgs args) {
        base = require(totalBytes(args)).address();
        pairs.clear();
        used = 0;
        return placed(args);
    }

    /** Copy a tensor in and return the address of the copy. */
    @Override
    public long place(TaskArgs args, int index) {
        Pair pair = pair(index, args.tensor(index));
        NativeMemory.copy(pair.host, pair.device, pair.bytes);
        pairs.add(pair);
        return pair.device;
    }

    /**
     * Add what was written around the copies since this was asked last.
     *
     * @param kernels finds the kernels that had the range of an address and a size
     */
    void takeOverruns(TaskArgs args, BiFunction<Long, Long, SortedSet<Integer>> kernels, OverrunReport report) {
        List<Overrun> overruns = new ArrayList<>(0);
        for (Pair pair : pairs) {
            RedZone.take(pair.device, pair.bytes, overruns);
            overruns.forEach(overrun -> report.add(overrun,
                    OverrunReport.nameOf(pair.argument, args.tensor(pair.argument)),
                    kernels.apply(pair.device, pair.bytes)));
            overruns.clear();
        }
    }

    /** Copy all tensors back, in the order of the arguments. */
    void copyBack() {
        for (Pair pair : pairs) {
            NativeMemory.copy(pair.device, pair.host, pair.bytes);
        }
    }

    /** Forget the tensors. */
    void clear() {
        pairs.clear();
        if (memory != null && used > KEPT_BYTES) {
            memory.discard(KEPT_BYTES, used - KEPT_BYTES);
        }
        used = 0;
    }

    /** Give the memory back. */
    @Override
    public void close() {
        if (memory != null) {
            SanitizerRuntime.unpoison(memory.address(), poisoned);
            poisoned = 0;
            memory.close();
            memory = null;
        }
    }

    /** Give a tensor its place behind those that have theirs, with nothing around it that native code may touch. */
    private Pair pair(int argument, ContinuousTensor tensor) {
        long begin = base + used;
        long address = align(begin + RedZone.BYTES);
        long bytes = tensor.byteSize();
        SanitizerRuntime.poison(begin, address - begin);
        SanitizerRuntime.unpoison(address, bytes);
        RedZone.lay(address, bytes);
        names.add(address, bytes, () -> OverrunReport.nameOf(argument, tensor));
        used = address + bytes + RedZone.BYTES - base;
        poisoned = Math.max(poisoned, used);
        return new Pair(argument, tensor.data(), address, bytes);
    }

    private static long totalBytes(TaskArgs args) {
        long total = 0;
        for (int i = 0; i < args.tensorCount(); i++) {
            ContinuousTensor tensor = args.tensor(i);
            if (!tensor.childMemory()) {
                long bytes = tensor.byteSize();
                if (bytes > Long.MAX_VALUE / 4 - total) {
                    throw new DeviceException("the argument tensors have more bytes than any device; tensor " + i
                            + " alone has " + bytes);
                }
                total += align(bytes + WITH_ZONES) + ALIGNMENT;
            }
        }
        return total;
    }

    private MappedMemory require(long bytes) {
        if (memory != null && memory.size() >= bytes) {
            return memory;
        }
        close();
        try {
            MappedMemory mapped = MappedMemory.anonymous(Math.max(INITIAL_BYTES, bytes));
            memory = mapped;
            return mapped;
        } catch (LibcException e) {
            throw new DeviceException(
                    "cannot allocate " + bytes + " bytes of device memory for the argument tensors", e);
        }
    }

    private static long align(long bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }
}
