package org.chiptest.runtime.internal.mailbox.server;

import java.time.Duration;

import org.chiptest.runtime.comm.BootstrapConfig.Rank;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.comm.CommException;
import org.chiptest.runtime.internal.comm.CommRank;
import org.chiptest.runtime.internal.linker.LibcException;
import org.chiptest.runtime.internal.mailbox.ControlRequest;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.memory.MemoryFile;
import org.jspecify.annotations.Nullable;

/** The group of chips that a process has been asked to join, one at a time. Used by the loop's thread. */
final class Membership implements AutoCloseable {

    /** Longest wait for the other ranks. */
    static final Duration DEADLINE = Duration.ofMinutes(2);

    private @Nullable Member member;

    private record Member(Rank config, MappedMemory windows, CommRank rank) {}

    /**
     * Join a group, and return the address of the context that kernels get.
     *
     * @throws DeviceException -1 if the process is in a group already, or the other ranks do not come
     */
    long join(ControlRequest.Join request) {
        if (member != null) {
            throw new DeviceException("the chip is in a group already; leave it before it joins another one");
        }
        try {
            Rank config = new Rank(request.rank(), request.ranks(), request.windowBytes());
            Member joined = joined(config, windows(request));
            member = joined;
            return joined.rank.context().address();
        } catch (IllegalArgumentException | CommException | LibcException e) {
            throw new DeviceException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Wait for the other ranks. */
    void barrier() {
        await(current());
    }

    /** Wait for the other ranks, which may need this one's window until then, and leave. */
    void leave() {
        Member left = current();
        await(left);
        member = null;
        release(left);
    }

    /** Release the other ranks, if this one is in a group still: it will not come any more. */
    @Override
    public void close() {
        Member left = member;
        if (left != null) {
            member = null;
            CommRank.abort(left.windows.segment(), left.config,
                    "rank " + left.config.rank() + " was closed before it had left the group");
            release(left);
        }
    }

    private Member current() {
        if (member == null) {
            throw new DeviceException("the chip is in no group; join one first");
        }
        return member;
    }

    private static void await(Member member) {
        try {
            member.rank.barrier(DEADLINE);
        } catch (CommException e) {
            throw new DeviceException(String.valueOf(e.getMessage()), e);
        }
    }

    private static MappedMemory windows(ControlRequest.Join request) {
        try (MemoryFile file = MemoryFile.openOf(request.process(), request.descriptor())) {
            return file.map();
        }
    }

    private static Member joined(Rank config, MappedMemory windows) {
        try {
            return new Member(config, windows, CommRank.join(windows.segment(), config, DEADLINE));
        } catch (RuntimeException | Error e) {
            windows.close();
            throw e;
        }
    }

    private static void release(Member left) {
        left.rank.close();
        left.windows.close();
    }
}
