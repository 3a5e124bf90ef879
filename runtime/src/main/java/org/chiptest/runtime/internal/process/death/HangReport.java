package org.chiptest.runtime.internal.process.death;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.linker.Libc;
import org.chiptest.runtime.internal.linker.LibcException;
import org.chiptest.runtime.internal.mailbox.Mailbox;
import org.chiptest.runtime.internal.process.launch.ChildProcess;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.toolchain.CompileRequest;

/**
 * What a process was doing that did not answer: taken while it still lives, in a time that is limited whatever the process does.
 *
 * @param state   its state as the kernel of the machine sees it, such as {@code T (stopped)}
 * @param silence time since its Java code last ran
 * @param java    stacks of its Java threads, or why there are none
 * @param nativeStacks stacks of all its threads as a debugger sees them, or why there are none
 * @param logEnd       where its log ended before it was asked for stacks
 */
public record HangReport(String state, Duration silence, String java, String nativeStacks, long logEnd) {

    /** Longest time that the stacks of Java code may take; the rest of {@link #LIMIT} is for the debugger. */
    private static final Duration JAVA_LIMIT = Duration.ofSeconds(3);

    /** Longest time that all of it may take. */
    static final Duration LIMIT = Duration.ofSeconds(13);

    /** The heartbeat comes twice in a second. */
    private static final Duration STOPPED = Duration.ofSeconds(3);
    private static final int STACK_DEPTH = 32;
    private static final int TOP_FRAMES = 3;
    /** Frames from here on are ours, and always the same. */
    private static final String SHIM = CompileRequest.Shim.FOLDER + "/";
    private static final String DUMP_BEGIN = "Full thread dump";
    private static final String DUMP_END = "JNI global refs";
    private static final Pattern LIBRARY = Pattern.compile("/(lib\\d+-[0-9a-f]+\\.so)");
    private static final Pattern THREAD = Pattern.compile("^Thread \\d+ .*\\(LWP (\\d+)\\)");
    private static final Pattern FRAME = Pattern.compile("^#(\\d+) +(?:0x[0-9a-f]+ in )?(.*)$");

    /** Say when a process's Java code last ran, if that is long ago; to be put behind what was waited for. */
    public static String stillness(Mailbox mailbox) {
        return stillness(silence(mailbox));
    }

    /** Look at a process. */
    public static HangReport of(ChildProcess process, Mailbox mailbox, SourceLines lines) {
        Duration silence = silence(mailbox);
        long logEnd = process.log().mark();
        String state = status(process.pid(), "State");
        return new HangReport(state, silence, javaStacks(process, mailbox, state, logEnd), nativeStacks(process, lines),
                logEnd);
    }

    /** Say when the process's Java code last ran, if that is long ago; to be put behind what was waited for. */
    String stillness() {
        return stillness(silence);
    }

    private static Duration silence(Mailbox mailbox) {
        return mailbox.lastBeat() == 0
                ? Duration.ZERO
                : Duration.ofNanos(Math.max(0, HostClock.nanos() - mailbox.lastBeat()));
    }

    private static String stillness(Duration silence) {
        return silence.compareTo(STOPPED) > 0
                ? "; its Java code has not run for " + silence.toMillis()
                        + " ms either: the process was stopped, or starved"
                : "";
    }

    /**
     * Return where a thread is, to be put behind what it runs; empty if that is not known. Of a deep stack these are the innermost
     * frames and the one that we have called: what user code waits in is mostly none of its own.
     */
    String placeOf(int thread) {
        List<String> all = frames(thread);
        List<String> own = all.stream().takeWhile(frame -> !frame.contains(SHIM)).toList();
        List<String> told = new ArrayList<>(own.subList(0, Math.min(TOP_FRAMES, own.size())));
        if (own.size() > TOP_FRAMES && own.size() < all.size()) {
            told.set(TOP_FRAMES - 1, own.getLast());
        }
        return told.isEmpty() ? "" : ", in " + String.join(", from ", told);
    }

    /** Return the whole report, which begins with what is known from elsewhere. */
    String complete(String brief) {
        return brief + "\n\nState of the process: " + state + "; its Java code last ran " + silence.toMillis()
                + " ms ago\n\nJava stacks: " + java + "\nNative stacks: " + nativeStacks;
    }

    private List<String> frames(int thread) {
        List<String> frames = new ArrayList<>();
        boolean here = false;
        for (String line : nativeStacks.lines().toList()) {
            Matcher begin = THREAD.matcher(line);
            if (begin.find()) {
                here = begin.group(1).equals(Integer.toString(thread));
            }
            Matcher frame = FRAME.matcher(line);
            if (here && frame.matches()) {
                frames.add(frame.group(2).replaceFirst(" at (\\./)+", " at "));
            }
        }
        return frames;
    }

    private static String javaStacks(ChildProcess process, Mailbox mailbox, String state, long mark) {
        if (state.startsWith("T")) {
            return "none: the process is stopped\n";
        }
        if (mailbox.lastBeat() == 0) {
            return "none: its Java code has not begun, and SIGQUIT ends a JVM that is not ready for it\n";
        }
        try {
            Libc.kill(process.pid(), Libc.SIGQUIT);
        } catch (LibcException e) {
            return "none: " + e.getMessage() + "\n";
        }
        long end = HostClock.nanos() + JAVA_LIMIT.toNanos();
        String printed = "";
        while (HostClock.nanos() - end < 0 && !printed.contains(DUMP_END) && process.isAlive()) {
            pause();
            printed = process.log().since(mark);
        }
        int from = printed.indexOf(DUMP_BEGIN);
        if (from < 0) {
            return "none: the JVM printed no stacks within " + JAVA_LIMIT.toMillis() + " ms after SIGQUIT\n";
        }
        int to = printed.indexOf(DUMP_END, from);
        return printed.substring(from, to < 0 ? printed.length() : to);
    }

    private static String nativeStacks(ChildProcess process, SourceLines lines) {
        Path folder = process.directory().home();
        libraries(process.pid()).forEach(lines::file);
        List<String> command = List.of("gdb", "-nx", "-batch", "-iex", "set auto-load off", "-iex",
                "set debuginfod enabled off", "-iex", "set solib-search-path " + folder, "-iex", "set width 0", "-iex",
                "set print thread-events off", "-p", Long.toString(process.pid()), "-ex",
                "thread apply all -s bt " + STACK_DEPTH);
        return switch (Tool.run(folder, LIMIT.minus(JAVA_LIMIT), command)) {
            case Tool.Result.Printed(String text) -> text.contains("\n#0 ")
                    ? "from gdb\n" + text
                    : "none: gdb could not look at the process:\n" + text;
            case Tool.Result.Absent(String reason) -> "none: " + reason + "; install gdb to see them\n";
            case Tool.Result.Late(String text, Duration limit) -> "incomplete: gdb was stopped after "
                    + limit.toMillis() + " ms\n" + text;
        };
    }

    /** List the libraries of user code that the process has mapped; their files are gone. */
    private static List<String> libraries(long pid) {
        try (Stream<String> maps = Files.lines(Path.of("/proc", Long.toString(pid), "maps"),
                StandardCharsets.ISO_8859_1)) {
            return maps.map(LIBRARY::matcher).filter(Matcher::find).map(found -> found.group(1)).distinct().toList();
        } catch (IOException e) {
            // it has ended meanwhile, or hides from its parent: gdb will say the same
            return List.of();
        }
    }

    private static String status(long pid, String key) {
        try (Stream<String> status = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return status.filter(line -> line.startsWith(key + ":")).findFirst()
                    .map(line -> line.substring(key.length() + 1).strip()).orElse("unknown");
        } catch (IOException e) {
            return "gone (" + e.getMessage() + ")";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
