package org.chiptest.runtime.hierarchy;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.internal.hierarchy.child.ChildThread;
import org.chiptest.runtime.internal.hierarchy.child.ChipChild;
import org.chiptest.runtime.tensor.HostTensor;

/**
 * Memory of one chip: tasks on that chip use it in place, nothing is copied in or out. Freed when closed, and gone when the chip's
 * process ends. Safe for all threads; a request waits for the task that the chip is running.
 */
public final class ChipMemory implements AutoCloseable {

    private final ChildThread thread;
    private final ChipChild chip;
    private final int worker;
    private final long address;
    private final long bytes;
    private volatile boolean closed;

    private ChipMemory(ChildThread thread, ChipChild chip, int worker, long address, long bytes) {
        this.thread = thread;
        this.chip = chip;
        this.worker = worker;
        this.address = address;
        this.bytes = bytes;
    }

    static ChipMemory allocate(ChildThread thread, int worker, long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("cannot allocate " + bytes + " bytes; sizes are 0 or more");
        }
        return thread.call("malloc", child -> {
            if (!(child instanceof ChipChild chip)) {
                throw new IllegalArgumentException("worker " + worker + " is " + child.name()
                        + ", which has no memory of its own; only chips have");
            }
            return new ChipMemory(thread, chip, worker, chip.perform(new DeviceRequest.Malloc(bytes)), bytes);
        });
    }

    /** Return the number of the chip that this memory belongs to. */
    public int worker() {
        return worker;
    }

    /** Return the size. */
    public long byteSize() {
        return bytes;
    }

    /** Describe the beginning of this memory as a tensor, for tasks that are submitted to the same chip. */
    public ContinuousTensor tensor(DataType dtype, int... shape) {
        return tensorAt(0, dtype, shape);
    }

    /** Describe a part of this memory as a tensor, for tasks that are submitted to the same chip. */
    public ContinuousTensor tensorAt(long offset, DataType dtype, int... shape) {
        requirePresent();
        List<Integer> dimensions = IntStream.of(shape).boxed().toList();
        ContinuousTensor tensor = new ContinuousTensor(address + offset, dtype, true, dimensions);
        if (offset < 0 || offset > bytes || tensor.byteSize() > bytes - offset) {
            throw new IndexOutOfBoundsException("a " + dtype + " tensor of shape " + dimensions + " takes "
                    + tensor.byteSize() + " bytes from " + offset + " on, " + this + " has " + bytes);
        }
        return tensor;
    }

    /** Copy a host tensor to the beginning of this memory. */
    void write(HostTensor source) {
        MemorySegment host = fitting(source);
        call(new DeviceRequest.CopyTo(address, host));
    }

    /** Copy the beginning of this memory to a host tensor. */
    void read(HostTensor target) {
        MemorySegment host = fitting(target);
        call(new DeviceRequest.CopyFrom(host, address));
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            // a chip that has been replaced took its memory along
            if (isPresent()) {
                thread.call("free", child -> {
                    if (isPresent()) {
                        chip.perform(new DeviceRequest.Free(address));
                    }
                    return true;
                });
            }
        }
    }

    @Override
    public String toString() {
        return "memory of " + bytes + " bytes of chip " + worker;
    }

    private MemorySegment fitting(HostTensor tensor) {
        MemorySegment host = tensor.memory();
        if (host.byteSize() > bytes) {
            throw new IndexOutOfBoundsException("tensor " + tensor + " has " + host.byteSize() + " bytes, " + this
                    + " only " + bytes + "; allocate as much as is copied");
        }
        return host;
    }

    private void call(DeviceRequest request) {
        requirePresent();
        thread.call(request.operation(), _ -> {
            requirePresent();
            return chip.perform(request);
        });
    }

    private void requirePresent() {
        if (closed) {
            throw new IllegalStateException(this + " has been freed");
        }
        if (!isPresent()) {
            throw new IllegalStateException(this + " is gone: its chip has ended since; allocate it anew");
        }
    }

    private boolean isPresent() {
        return Objects.equals(thread.child(), chip) && chip.isUsable();
    }
}
