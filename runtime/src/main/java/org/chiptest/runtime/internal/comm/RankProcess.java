package org.chiptest.runtime.internal.comm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Optional;

import org.chiptest.runtime.internal.files.ProcessStat;

/**
 * The process that a rank lives in, as the ranks that wait for it find it in the header of the windows. A process number that another
 * process has got since is told by when that one began.
 *
 * @param pid   number of the process
 * @param begin when it began, in ticks of the kernel
 */
record RankProcess(long pid, long begin) {

    private static final VarHandle LONG = JAVA_LONG.varHandle();

    /** Return this process; nothing if the kernel does not say when it began. */
    static Optional<RankProcess> own() {
        return ProcessStat.of(ProcessHandle.current().pid()).map(seen -> new RankProcess(seen.pid(), seen.begin()));
    }

    /** Find the process of a rank; nothing if it is not known yet. */
    static Optional<RankProcess> find(MemorySegment header, int rank) {
        long pid = (long) LONG.getVolatile(header, CommWindowsDescriptor.pid(rank));
        return pid == 0
                ? Optional.empty()
                : Optional.of(new RankProcess(pid, header.get(JAVA_LONG, CommWindowsDescriptor.begin(rank))));
    }

    /** Say that it is a rank's. */
    void enter(MemorySegment header, int rank) {
        header.set(JAVA_LONG, CommWindowsDescriptor.begin(rank), begin);
        LONG.setVolatile(header, CommWindowsDescriptor.pid(rank), pid);
    }

    /** Tell whether it has ended, also if nobody has asked yet how. */
    boolean hasEnded() {
        return ProcessStat.of(pid).map(seen -> seen.hasEnded() || seen.begin() != begin)
                .orElseGet(() -> ProcessStat.isGone(pid));
    }
}
