package org.chiptest.runtime.internal.foreign;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.Consumer;

import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.comm.ChipGroup;
import org.chiptest.runtime.internal.linker.ForeignType;
import org.jspecify.annotations.Nullable;

/**
 * A group of chips whose windows a foreign library has ({@code docs/contract/devices.md#communication-of-chips}): it is joined and left by
 * the library's functions, in this order.
 *
 * <pre>
 *   ensure_acl_ready_ctx, create_comm_stream_ctx, comm_init, comm_alloc_windows, comm_get_local_window_base, comm_get_window_size
 *   copy_to_device_ctx for each buffer that is filled, comm_barrier
 *   comm_destroy, destroy_comm_stream_ctx
 * </pre>
 */
final class ForeignGroup implements ChipGroup, AutoCloseable {

    private final ForeignContext library;
    private final Device device;
    private final int deviceId;
    private final Path rootInfo;
    private @Nullable ForeignMember member;

    /**
     * Describe a group.
     *
     * @param deviceId the number that the device was opened by
     * @param rootInfo the file by which the ranks find each other, the same for all of them; there is none yet
     */
    ForeignGroup(ForeignContext library, Device device, int deviceId, Path rootInfo) {
        this.library = library;
        this.device = device;
        this.deviceId = deviceId;
        this.rootInfo = rootInfo;
    }

    @Override
    public Member join(BootstrapConfig.Rank rank, Consumer<String> steps) {
        steps.accept("ensure_acl_ready_ctx");
        library.call(ForeignType.CODE_OF_POINTER_AND_NUMBER, "ensure_acl_ready_ctx", library.address(), deviceId);
        steps.accept("create_comm_stream_ctx");
        // a simulation has no streams
        long stream = library.number(ForeignType.POINTER_OF_POINTER, "create_comm_stream_ctx", library.address());
        try {
            steps.accept("comm_init");
            ForeignMember joined = joined(rank, stream, handle(rank, stream), steps);
            member = joined;
            return joined;
        } catch (RuntimeException | Error e) {
            destroyStream(stream, e);
            throw e;
        }
    }

    /** The process of this rank ends, which whoever has started it notices; the library cannot be told. */
    @Override
    public void abort(BootstrapConfig.Rank rank, String reason) {
        // nothing to do
    }

    /** Leave the group, if this chip has joined and not left it. */
    @Override
    public void close() {
        if (member != null) {
            member.close();
        }
    }

    private long handle(BootstrapConfig.Rank rank, long stream) {
        try (Arena arena = Arena.ofConfined()) {
            return library.pointer(ForeignType.JOIN, "comm_init", rank.rank(), rank.ranks(), stream,
                    arena.allocateFrom(rootInfo.toString()).address());
        }
    }

    private ForeignMember joined(BootstrapConfig.Rank rank, long stream, long handle, Consumer<String> steps) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(JAVA_LONG);
            steps.accept("comm_alloc_windows");
            library.call(ForeignType.WINDOWS, "comm_alloc_windows", handle, rank.windowBytes(), word.address());
            long context = given(word, "comm_alloc_windows", "address of a context");
            steps.accept("comm_get_local_window_base");
            library.call(ForeignType.CODE_OF_POINTERS, "comm_get_local_window_base", handle, word.address());
            long window = given(word, "comm_get_local_window_base", "address of a window");
            steps.accept("comm_get_window_size");
            library.call(ForeignType.CODE_OF_POINTERS, "comm_get_window_size", handle, word.address());
            long bytes = word.get(JAVA_LONG, 0);
            if (Long.compareUnsigned(bytes, rank.windowBytes()) < 0 || bytes < 0) {
                throw new DeviceException(library.name() + ": comm_get_window_size says "
                        + Long.toUnsignedString(bytes) + " bytes; a window of " + rank.windowBytes()
                        + " was asked for");
            }
            return new ForeignMember(stream, handle, context, window, bytes);
        }
    }

    /** Take what a function was to write, and clear its place for the next one. */
    private long given(MemorySegment word, String function, String what) {
        long value = word.get(JAVA_LONG, 0);
        word.set(JAVA_LONG, 0, 0);
        if (value == 0) {
            throw new DeviceException(library.name() + ": " + function + " returned 0 and gave no " + what);
        }
        return value;
    }

    private void destroyStream(long stream) {
        if (stream != 0) {
            library.call(ForeignType.CODE_OF_POINTERS, "destroy_comm_stream_ctx", library.address(), stream);
        }
    }

    private void destroyStream(long stream, Throwable failure) {
        try {
            destroyStream(stream);
        } catch (DeviceException e) {
            failure.addSuppressed(e);
        }
    }

    /** This chip, as a member. */
    private final class ForeignMember implements Member {

        private final long stream;
        private final long handle;
        private final long context;
        private final long window;
        private final long windowBytes;
        private boolean left;

        private ForeignMember(long stream, long handle, long context, long window, long windowBytes) {
            this.stream = stream;
            this.handle = handle;
            this.context = context;
            this.window = window;
            this.windowBytes = windowBytes;
        }

        @Override
        public long context() {
            return context;
        }

        @Override
        public long window() {
            return window;
        }

        @Override
        public long windowBytes() {
            return windowBytes;
        }

        @Override
        public void copyTo(long address, MemorySegment host) {
            device.copyTo(address, host);
        }

        @Override
        public void copyFrom(MemorySegment host, long address) {
            device.copyFrom(host, address);
        }

        @Override
        public void filled(Consumer<String> steps) {
            steps.accept("comm_barrier");
            library.call(ForeignType.CODE_OF_POINTER, "comm_barrier", handle);
        }

        /** Whatever leaving comes to, the stream goes. */
        @Override
        public void close() {
            if (left) {
                return;
            }
            left = true;
            try {
                library.call(ForeignType.CODE_OF_POINTER, "comm_destroy", handle);
            } catch (RuntimeException | Error e) {
                destroyStream(stream, e);
                throw e;
            }
            destroyStream(stream);
        }
    }
}
