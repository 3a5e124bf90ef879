package org.chiptest.runtime.internal.comm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

import org.chiptest.runtime.internal.linker.Libc;
import org.chiptest.runtime.internal.memory.BoundedText;
import org.chiptest.runtime.internal.settings.HostClock;

/**
 * The barrier of a group, in the header of its windows: the last rank that arrives opens it by counting the phase up.
 *
 * <p>Ranks sleep on the phase as a futex. Aborting sets its sign for ever: whoever waits, or comes later, fails at once with the reason
 * of the first one that aborted, which is written before the sign is set.
 */
final class CommBarrier {

    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final int ABORTED = Integer.MIN_VALUE;

    /** How long a rank sleeps at most: a wake-up may get lost if its rank is killed just then. */
    private static final Duration NAP = Duration.ofMillis(100);

    /** After so many naps, about a second, a rank looks whether those that it waits for are there still. */
    private static final int NAPS_BETWEEN_LOOKS = 10;

    private final MemorySegment header;
    private final int ranks;

    CommBarrier(MemorySegment header, int ranks) {
        this.header = header;
        this.ranks = ranks;
    }

    /**
     * Wait until all ranks have arrived. If they have not by the deadline, or the process of one has ended, the group is aborted.
     *
     * @param what what the ranks meet for, for messages
     */
    void await(int rank, String what, Duration deadline) {
        int phase = phase();
        requireNotAborted(phase, rank, what);
        int arrived = (int) INT.getAndAdd(header, CommWindowsDescriptor.ARRIVED, 1) + 1;
        if (arrived > ranks || arrived < 1) {
            throw failed(rank, "rank " + rank + " cannot wait at " + what + ": " + arrived + " ranks of " + ranks
                    + " are there; the header of the windows was overwritten");
        }
        if (arrived == ranks) {
            INT.setVolatile(header, CommWindowsDescriptor.ARRIVED, 0);
            INT.compareAndSet(header, CommWindowsDescriptor.PHASE, phase, phase + 1 & Integer.MAX_VALUE);
            wake();
        }
        long end = HostClock.nanos() + deadline.toNanos();
        for (int naps = 1; phase() == phase; naps++) {
            long left = end - HostClock.nanos();
            if (left <= 0) {
                throw failed(rank, "rank " + rank + " waited " + deadline.toMillis() + " ms at " + what + " for "
                        + (ranks - (int) INT.getVolatile(header, CommWindowsDescriptor.ARRIVED)) + " of " + ranks
                        + " ranks");
            }
            Libc.futexWait(header.address() + CommWindowsDescriptor.PHASE, phase,
                    Duration.ofNanos(Math.min(left, NAP.toNanos())));
            if (naps % NAPS_BETWEEN_LOOKS == 0) {
                requireAlive(rank, phase, what);
            }
        }
        requireNotAborted(phase(), rank, what);
    }

    /** Release all ranks, now and for ever, with a reason; only the first reason counts. */
    void abort(int who, String reason) {
        if (!INT.compareAndSet(header, CommWindowsDescriptor.ABORTER, 0, who)) {
            return;
        }
        byte[] text = BoundedText.utf8(reason, (int) CommWindowsDescriptor.REASON_CAPACITY);
        MemorySegment.copy(text, 0, header, JAVA_BYTE, CommWindowsDescriptor.REASON, text.length);
        header.set(JAVA_INT, CommWindowsDescriptor.REASON_LENGTH, text.length);
        INT.getAndBitwiseOr(header, CommWindowsDescriptor.PHASE, ABORTED);
        wake();
    }

    /** A rank that has opened the barrier may end before the others have noticed. */
    private void requireAlive(int rank, int phase, String what) {
        for (int other = 0; other < ranks; other++) {
            Optional<RankProcess> ended = RankProcess.find(header, other).filter(RankProcess::hasEnded);
            if (ended.isPresent() && phase() == phase) {
                String text = "rank " + rank + " waited at " + what + " for rank " + other + ", whose process "
                        + ended.get().pid() + " has ended";
                abort(rank + 1, text);
                throw new CommException(text, true);
            }
        }
    }

    private int phase() {
        return (int) INT.getVolatile(header, CommWindowsDescriptor.PHASE);
    }

    private void wake() {
        Libc.futexWake(header.address() + CommWindowsDescriptor.PHASE, Integer.MAX_VALUE);
    }

    private void requireNotAborted(int phase, int rank, String what) {
        if (phase < 0) {
            throw new CommException("rank " + rank + " was released from " + what + ": " + reason(), true);
        }
    }

    private CommException failed(int rank, String text) {
        abort(rank + 1, text);
        return new CommException(text, false);
    }

    private String reason() {
        int length = Math.clamp(header.get(JAVA_INT, CommWindowsDescriptor.REASON_LENGTH), 0,
                (int) CommWindowsDescriptor.REASON_CAPACITY);
        return new String(header.asSlice(CommWindowsDescriptor.REASON, length).toArray(JAVA_BYTE),
                StandardCharsets.UTF_8);
    }
}
