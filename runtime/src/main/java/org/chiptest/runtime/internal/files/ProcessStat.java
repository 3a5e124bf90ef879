package org.chiptest.runtime.internal.files;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the system says about a process in {@code /proc/<pid>/stat}, or about a thread in its folder below.
 *
 * @param pid           its number
 * @param name          its name, of any characters
 * @param state         a letter
 * @param parent        number of its parent
 * @param group         number of its process group
 * @param isOfTheKernel whether it runs no program
 * @param isEnding      whether it is past its last instruction
 * @param begin         when it began, in ticks of the kernel: with the number, this is one process and no later one
 */
public record ProcessStat(long pid, String name, char state, long parent, long group,
        boolean isOfTheKernel, boolean isEnding, long begin) {

    private static final Path PROC = Path.of("/proc");

    /** PF_KTHREAD and PF_EXITING, among the flags of a process. */
    private static final long KERNEL_THREAD = 0x0020_0000;
    private static final long EXITING = 0x4;

    /** Look at a process; nothing if it is gone, or cannot be looked at. */
    public static Optional<ProcessStat> of(long pid) {
        return at(PROC.resolve(Long.toString(pid)));
    }

    /** Look at a process or thread whose folder this is; nothing if it is gone, or cannot be looked at. */
    public static Optional<ProcessStat> at(Path folder) {
        return read(folder.resolve("stat")).map(bytes -> {
            // the name is in parentheses and may contain any character
            String text = new String(bytes, StandardCharsets.UTF_8);
            int end = text.lastIndexOf(')');
            String[] rest = text.substring(end + 2).split(" ");
            long flags = Long.parseLong(rest[6]);
            return new ProcessStat(Long.parseLong(String.valueOf(folder.getFileName())),
                    text.substring(text.indexOf('(') + 1, end), rest[0].charAt(0), Long.parseLong(rest[1]),
                    Long.parseLong(rest[2]), (flags & KERNEL_THREAD) != 0, (flags & EXITING) != 0,
                    Long.parseLong(rest[19]));
        });
    }

    /** Tell whether no process has a number any more; one that cannot be looked at, for want of descriptors say, is there. */
    public static boolean isGone(long pid) {
        return Files.notExists(PROC.resolve(Long.toString(pid)));
    }

    /** Read a file of a process; nothing if the process is gone, or belongs to somebody else. */
    public static Optional<byte[]> read(Path file) {
        // no channel: that of an interrupted thread closes itself
        try (InputStream in = new FileInputStream(file.toFile())) {
            return Optional.of(in.readAllBytes());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Tell whether it has ended, also if nobody has asked yet how. */
    public boolean hasEnded() {
        return state == 'Z' || state == 'X';
    }

    /** Tell whether this is the same process later. */
    public boolean isSame(ProcessStat later) {
        return pid == later.pid && begin == later.begin;
    }
}
