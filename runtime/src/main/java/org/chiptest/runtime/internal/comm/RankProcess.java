package org.chiptest.runtime.internal.comm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process that a rank lives in, as the ranks that wait for it find it in the header of the windows. A process number that another
 * process has got since is told by when that one began.
 *
 * @param pid   number of the process
 * @param begin when it began, in ticks of the kernel
 */
record RankProcess(long pid, long begin) {

    private static final VarHandle LONG = JAVA_LONG.varHandle();
    private static final String ENDED = "ZX";

    /** Places in what follows the name in a line of {@code /proc/<pid>/stat}. */
    private static final int STATE = 0;
    private static final int BEGIN = 19;

    /** Return this process; nothing if the kernel does not say when it began. */
    static Optional<RankProcess> own() {
        long pid = ProcessHandle.current().pid();
        return fields(pid).map(fields -> new RankProcess(pid, Long.parseLong(fields[BEGIN])));
    }

    /** Find the process of a rank; nothing if the rank has not come yet. */
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
        return fields(pid).map(fields -> ENDED.contains(fields[STATE]) || Long.parseLong(fields[BEGIN]) != begin)
                .orElse(true);
    }

    private static Optional<String[]> fields(long pid) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            return Optional.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
