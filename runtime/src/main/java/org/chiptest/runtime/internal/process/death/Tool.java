package org.chiptest.runtime.internal.process.death;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Run programs that may be on this machine, such as debuggers, for reports: never longer than a limit, never with an exception. */
final class Tool {

    /** Variables by which a debugger would talk to servers or print other words. */
    private static final Set<String> VARIABLES = Set.of("DEBUGINFOD_URLS", "LANG", "LC_ALL", "LANGUAGE");

    private Tool() {}

    /** What came of it. */
    sealed interface Result {

        /** It ended: what it printed. */
        record Printed(String text) implements Result {}

        /** It could not be run. */
        record Absent(String reason) implements Result {}

        /** It was killed at its limit: what it had printed by then. */
        record Late(String text, Duration limit) implements Result {}

        /** Return what it printed, in time or not. */
        default String text() {
            return switch (this) {
                case Printed(String text) -> text;
                case Absent _ -> "";
                case Late(String text, Duration _) -> text;
            };
        }
    }

    /** Run a command with its output in a new file of a folder. */
    static Result run(Path folder, Duration limit, List<String> command) {
        try {
            Path output = Files.createTempFile(folder, "tool-", ".txt");
            try {
                return run(output, command, limit);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the output of " + command.getFirst() + " cannot be kept in " + folder, e);
        }
    }

    private static Result run(Path output, List<String> command, Duration limit) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeAll(VARIABLES);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Result.Absent(command.getFirst() + " cannot be run: " + e.getMessage());
        }
        boolean ended = awaitOrKill(process, limit);
        String text = Files.readString(output, StandardCharsets.ISO_8859_1);
        return ended ? new Result.Printed(text) : new Result.Late(text, limit);
    }

    private static boolean awaitOrKill(Process process, Duration limit) throws IOException {
        try {
            process.getOutputStream().close();
            return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }
}
