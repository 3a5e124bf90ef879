package org.chiptest.runtime.comm;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.internal.comm.CommContextDescriptor;

/**
 * How one chip starts: its part in a group, the buffers in its window, and what is copied between them and the host.
 *
 * @param comm        the part in a group; nothing for a chip that talks to nobody
 * @param buffers     laid out in the window one directly after the other
 * @param hostInputs  host memory for buffers that are filled at the start
 * @param hostOutputs host memory for buffers that are copied back after each successful task
 */
public record BootstrapConfig(Optional<Rank> comm, List<Buffer> buffers, List<Staging> hostInputs,
        List<Staging> hostOutputs) {

    /**
     * The part of one chip in a group.
     *
     * @param rank        0 to {@code ranks} - 1, each once in a group
     * @param ranks       number of ranks, 1 to 64
     * @param windowBytes size of each rank's window, the same for all
     */
    public record Rank(int rank, int ranks, long windowBytes) {

        public Rank {
            CommContextDescriptor.requireRanks(ranks);
            if (rank < 0 || rank >= ranks) {
                throw new IllegalArgumentException("rank " + rank + " of " + ranks + ": ranks are 0 to " + (ranks - 1));
            }
            if (windowBytes < 1 || windowBytes > 1L << 40) {
                throw new IllegalArgumentException("a window has " + windowBytes + " bytes; 1 to 2^40 are possible");
            }
        }
    }

    /**
     * A buffer in a chip's window.
     *
     * @param name         unique in its chip
     * @param dtype        type of the elements
     * @param count        number of elements
     * @param loadFromHost whether it is filled at the start from the host memory of this name
     * @param storeToHost  whether it is copied to the host memory of this name after each successful task
     */
    public record Buffer(String name, DataType dtype, long count, boolean loadFromHost, boolean storeToHost) {

        public Buffer {
            if (count < 0 || count > Long.MAX_VALUE / dtype.size()) {
                throw new IllegalArgumentException("buffer '" + name + "' has " + count + " elements of type " + dtype);
            }
        }

        /** Describe a buffer that only chips use. */
        public static Buffer of(String name, DataType dtype, long count) {
            return new Buffer(name, dtype, count, false, false);
        }

        /** Return the same buffer, filled at the start from host memory. */
        public Buffer loadedFromHost() {
            return new Buffer(name, dtype, count, true, storeToHost);
        }

        /** Return the same buffer, copied to host memory after each successful task. */
        public Buffer storedToHost() {
            return new Buffer(name, dtype, count, loadFromHost, true);
        }

        /** Return the size in bytes. */
        public long bytes() {
            return count * dtype.size();
        }
    }

    /**
     * Host memory that a buffer is filled from or copied to; chips and their parent share it.
     *
     * @param name   name of the buffer
     * @param memory as many bytes as the buffer has
     */
    public record Staging(String name, MemorySegment memory) {}

    public BootstrapConfig {
        buffers = List.copyOf(buffers);
        hostInputs = List.copyOf(hostInputs);
        hostOutputs = List.copyOf(hostOutputs);
    }

    /** Describe a chip that talks to nobody. */
    public static BootstrapConfig alone() {
        return new BootstrapConfig(Optional.empty(), List.of(), List.of(), List.of());
    }

    /** Describe one rank of a group. */
    public static BootstrapConfig rank(int rank, int ranks, long windowBytes) {
        return new BootstrapConfig(Optional.of(new Rank(rank, ranks, windowBytes)), List.of(), List.of(),
                List.of());
    }

    /** Add a buffer behind those that are there. */
    public BootstrapConfig withBuffer(Buffer buffer) {
        return new BootstrapConfig(comm, plus(buffers, buffer), hostInputs, hostOutputs);
    }

    /** Add host memory to fill a buffer from. */
    public BootstrapConfig withHostInput(Staging input) {
        return new BootstrapConfig(comm, buffers, plus(hostInputs, input), hostOutputs);
    }

    /** Add host memory to copy a buffer to. */
    public BootstrapConfig withHostOutput(Staging output) {
        return new BootstrapConfig(comm, buffers, hostInputs, plus(hostOutputs, output));
    }

    /** Return the host memory that a buffer is filled from. */
    public Optional<Staging> input(Buffer buffer) {
        return named(hostInputs, buffer);
    }

    /** Return the host memory that a buffer is copied to. */
    public Optional<Staging> output(Buffer buffer) {
        return named(hostOutputs, buffer);
    }

    private static Optional<Staging> named(List<Staging> stagings, Buffer buffer) {
        return stagings.stream().filter(staging -> staging.name().equals(buffer.name())).findFirst();
    }

    private static <T> List<T> plus(List<T> list, T element) {
        List<T> longer = new ArrayList<>(list);
        longer.add(element);
        return longer;
    }
}
