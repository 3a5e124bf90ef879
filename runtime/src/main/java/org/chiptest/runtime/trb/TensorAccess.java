package org.chiptest.runtime.trb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.graph.Obstacle;
import org.chiptest.runtime.graph.Scheduler;
import org.chiptest.runtime.linker.NativeMemory;
import org.chiptest.runtime.log.RuntimeLog;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes single elements of tensors for an orchestration, after the tasks that work on them (specification, 6.4).
 * Used by the orchestrating thread only.
 */
final class TensorAccess {

    private final Scheduler scheduler;
    private final Rings rings;
    private final RuntimeLog log;
    private final List<TrbTask> producers = new ArrayList<>();
    private Duration timeout = Duration.ZERO;

    TensorAccess(Scheduler scheduler, Rings rings, RuntimeLog log) {
        this.scheduler = scheduler;
        this.rings = rings;
        this.log = log;
    }

    /** Prepare for a run in which no access waits longer than this. */
    void begin(Duration timeout) {
        this.timeout = timeout;
    }

    /** Wait for the tasks that write a tensor and return an element, in the low bytes. */
    long get(long tensor, int dims, long indices) {
        if (isNull(tensor, "get_tensor_data")) {
            return 0;
        }
        findProducers(tensor);
        await("read", tensor, this::uncompleted);
        long address = element(tensor, dims, indices);
        return switch (elementSize(tensor)) {
            case 1 -> Byte.toUnsignedLong(NativeMemory.getByte(address));
            case 2 -> Short.toUnsignedLong(NativeMemory.getShort(address));
            case 4 -> Integer.toUnsignedLong(NativeMemory.getInt(address));
            default -> NativeMemory.getLong(address);
        };
    }

    /** Wait for the tasks that write a tensor and for their consumers, then set an element from the low bytes. */
    void set(long tensor, int dims, long indices, long value) {
        if (isNull(tensor, "set_tensor_data")) {
            return;
        }
        findProducers(tensor);
        await("written", tensor, this::unreleased);
        long address = element(tensor, dims, indices);
        switch (elementSize(tensor)) {
            case 1 -> NativeMemory.putByte(address, (byte) value);
            case 2 -> NativeMemory.putShort(address, (short) value);
            case 4 -> NativeMemory.putInt(address, (int) value);
            default -> NativeMemory.putLong(address, value);
        }
    }

    private boolean isNull(long tensor, String operation) {
        boolean isNull = NativeMemory.getLong(tensor + TensorDescriptor.ADDRESS) == 0;
        if (isNull) {
            log.error(operation, "the tensor has no buffer; nothing is done");
        }
        return isNull;
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
        long start = System.nanoTime();
        boolean ended = scheduler.await(() -> System.nanoTime() - start > timeout.toNanos() ? null : search.find());
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

    private int elementSize(long tensor) {
        int dtype = NativeMemory.getByte(tensor + TensorDescriptor.DTYPE);
        int size = SubmitArguments.elementSize(dtype);
        if (size == 0) {
            throw new FatalError(ErrorCode.INVALID_ARGS, "the tensor has the unknown data type " + dtype);
        }
        return size;
    }

    private long element(long tensor, int dims, long indices) {
        boolean rawEqualsShapes = NativeMemory.getByte(tensor + TensorDescriptor.RAW_EQUALS_SHAPES) != 0;
        boolean withoutOffsets = NativeMemory.getByte(tensor + TensorDescriptor.ALL_OFFSETS_ZERO) != 0;
        long raw = tensor + (rawEqualsShapes ? TensorDescriptor.SHAPES : TensorDescriptor.RAW_SHAPES);
        if (dims < 0 || dims > TensorDescriptor.MAX_DIMS) {
            throw new FatalError(ErrorCode.INVALID_ARGS, Integer.toUnsignedString(dims)
                    + " indices for a tensor; there are at most " + TensorDescriptor.MAX_DIMS + " dimensions");
        }
        long flat = 0;
        for (int d = 0; d < dims; d++) {
            long index = Integer.toUnsignedLong(NativeMemory.getInt(indices + 4L * d));
            long offset = withoutOffsets
                    ? 0
                    : Integer.toUnsignedLong(NativeMemory.getInt(tensor + TensorDescriptor.OFFSETS + 4L * d));
            flat = flat * Integer.toUnsignedLong(NativeMemory.getInt(raw + 4L * d)) + index + offset;
        }
        return NativeMemory.getLong(tensor + TensorDescriptor.ADDRESS) + flat * elementSize(tensor);
    }
}
