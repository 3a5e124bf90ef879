package org.chiptest.runtime.internal.trb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.chiptest.runtime.internal.graph.Obstacle;
import org.chiptest.runtime.internal.graph.Scheduler;
import org.chiptest.runtime.internal.linker.NativeMemory;
import org.chiptest.runtime.internal.settings.HostClock;
import org.jspecify.annotations.Nullable;

/**
 * Read and write single elements of tensors for an orchestration, after the tasks that work on them ({@code docs/contract/trb.md#element-access}).
 * Used by the orchestrating thread only.
 */
final class TensorAccess {

    private final Scheduler scheduler;
    private final Rings rings;
    private final List<TrbTask> producers = new ArrayList<>();
    private Duration timeout = Duration.ZERO;

    TensorAccess(Scheduler scheduler, Rings rings) {
        this.scheduler = scheduler;
        this.rings = rings;
    }

    /** Prepare for a run in which no access waits longer than this. */
    void begin(Duration timeout) {
        this.timeout = timeout;
    }

    /** Wait for the tasks that write a tensor and return an element, in the low bytes. */
    long get(long tensor, int dims, long indices) {
        long address = element(tensor, dims, indices);
        findProducers(tensor);
        await("read", tensor, this::uncompleted);
        return switch (elementSize(tensor)) {
            case 1 -> Byte.toUnsignedLong(NativeMemory.getByte(address));
            case 2 -> Short.toUnsignedLong(NativeMemory.getShort(address));
            case 4 -> Integer.toUnsignedLong(NativeMemory.getInt(address));
            default -> NativeMemory.getLong(address);
        };
    }

    /** Wait for the tasks that write a tensor and for their consumers, then set an element from the low bytes. */
    void set(long tensor, int dims, long indices, long value) {
        long address = element(tensor, dims, indices);
        findProducers(tensor);
        await("written", tensor, this::unreleased);
        switch (elementSize(tensor)) {
            case 1 -> NativeMemory.putByte(address, (byte) value);
            case 2 -> NativeMemory.putShort(address, (short) value);
            case 4 -> NativeMemory.putInt(address, (int) value);
            default -> NativeMemory.putLong(address, value);
        }
    }

    private void findProducers(long tensor) {
        producers.clear();
        long owner = NativeMemory.getLong(tensor + TensorDescriptor.OWNER);
        TrbTask task = owner == TaskId.INVALID ? null : rings.alive(owner, "owner of tensor", 0);
        if (task != null) {
            producers.add(task);
        }
        TensorMap map = rings.tensors;
        for (int entry = map.find(tensor); entry != TensorMap.NONE; entry = map.next(entry)) {
            if (map.overlap(entry) != Region.Overlap.NONE) {
                producers.add(map.producer(entry));
            }
        }
    }

    private @Nullable Obstacle uncompleted() {
        for (TrbTask producer : producers) {
            if (!producer.isFinished()) {
                return producer::isFinished;
            }
        }
        return null;
    }

    private @Nullable Obstacle unreleased() {
        for (TrbTask producer : producers) {
            if (!producer.isGone()) {
                return producer;
            }
        }
        return null;
    }

    private void await(String how, long tensor, Obstacle.Search search) {
        long start = HostClock.nanos();
        boolean ended = scheduler.await(() -> HostClock.nanos() - start > timeout.toNanos() ? null : search.find());
        if (scheduler.failure() != null) {
            throw new RunStoppedException();
        }
        if (search.find() != null) {
            throw new FatalError(ErrorCode.TENSOR_WAIT_TIMEOUT, "a tensor at 0x"
                    + Long.toHexString(NativeMemory.getLong(tensor + TensorDescriptor.ADDRESS)) + " cannot be " + how
                    + (ended ? " within " + timeout.toMillis() + " ms" : ", nothing is running any more") + ": "
                    + waitedFor());
        }
    }

    private String waitedFor() {
        for (TrbTask producer : producers) {
            String id = TaskId.text(TaskId.of(producer.ring, producer.local));
            if (!producer.isFinished()) {
                return id + ", which writes it, has not completed";
            }
            if (!producer.isReleased()) {
                return "consumers of " + id + ", which writes it, have not completed";
            }
        }
        return "the last task that it waited for has just completed";
    }

    private static int elementSize(long tensor) {
        int dtype = NativeMemory.getByte(tensor + TensorDescriptor.DTYPE);
        int size = SubmitArguments.elementSize(dtype);
        if (size == 0) {
            throw invalid("the tensor has the unknown data type " + dtype);
        }
        return size;
    }

    /**
     * Return the address of an element: the indices and offsets over the raw shape ({@code docs/contract/trb.md#element-access}). Fewer indices than
     * dimensions count from the beginning of the buffer as far as they go.
     *
     * @throws FatalError if that is not inside the tensor
     */
    private static long element(long tensor, int dims, long indices) {
        int rank = requireTensor(tensor);
        if (dims < 0 || dims > rank) {
            throw invalid(Integer.toUnsignedString(dims) + " indices for " + describe(tensor, rank) + ", which has "
                    + rank + " dimensions");
        }
        if (indices == 0 && dims > 0) {
            throw invalid("the " + dims + " indices for " + describe(tensor, rank) + " are a null pointer");
        }
        boolean rawEqualsShapes = NativeMemory.getByte(tensor + TensorDescriptor.RAW_EQUALS_SHAPES) != 0;
        boolean withoutOffsets = NativeMemory.getByte(tensor + TensorDescriptor.ALL_OFFSETS_ZERO) != 0;
        long raw = tensor + (rawEqualsShapes ? TensorDescriptor.SHAPES : TensorDescriptor.RAW_SHAPES);
        int size = elementSize(tensor);
        long elements = NativeMemory.getLong(tensor + TensorDescriptor.BYTES) / size;
        boolean inside = elements > 0;
        long flat = 0;
        for (int d = 0; d < dims && inside; d++) {
            long index = unsigned(indices, d);
            long place = index + (withoutOffsets ? 0 : unsigned(tensor + TensorDescriptor.OFFSETS, d));
            long extent = unsigned(raw, d);
            inside = (dims < rank || index < unsigned(tensor + TensorDescriptor.SHAPES, d)) && extent > 0
                    && place < elements && flat <= (elements - 1 - place) / extent;
            flat = flat * extent + place;
        }
        if (!inside) {
            throw invalid("index " + list(indices, dims) + " is outside " + describe(tensor, rank));
        }
        return NativeMemory.getLong(tensor + TensorDescriptor.ADDRESS) + flat * size;
    }

    /** Check what a tensor says of itself, and return its number of dimensions. */
    private static int requireTensor(long tensor) {
        if (tensor == 0) {
            throw invalid("the tensor is a null pointer");
        }
        int rank = NativeMemory.getInt(tensor + TensorDescriptor.DIMS);
        if (rank < 0 || rank > TensorDescriptor.MAX_DIMS) {
            throw invalid(
                    "the tensor says that it has " + Integer.toUnsignedString(rank) + " dimensions, which is not 0 to "
                            + TensorDescriptor.MAX_DIMS + "; is it a Tensor of these headers?");
        }
        if (NativeMemory.getLong(tensor + TensorDescriptor.ADDRESS) == 0) {
            throw invalid(describe(tensor, rank) + " has no buffer; make it from an argument, or let a task create it");
        }
        return rank;
    }

    private static String describe(long tensor, int rank) {
        return "the tensor of shape " + list(tensor + TensorDescriptor.SHAPES, rank) + " at 0x"
                + Long.toHexString(NativeMemory.getLong(tensor + TensorDescriptor.ADDRESS)) + " ("
                + Long.toUnsignedString(NativeMemory.getLong(tensor + TensorDescriptor.BYTES)) + " bytes of buffer)";
    }

    private static String list(long numbers, int count) {
        return IntStream.range(0, count).mapToObj(i -> Long.toString(unsigned(numbers, i)))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static long unsigned(long numbers, int index) {
        return Integer.toUnsignedLong(NativeMemory.getInt(numbers + 4L * index));
    }

    private static FatalError invalid(String message) {
        return new FatalError(ErrorCode.INVALID_ARGS, message);
    }
}
