package org.chiptest.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The system calls of some processes, watched by strace, one of which may be made to fail; closing it lets the processes go on alone. */
final class CallTrace implements AutoCloseable {

    private static final Pattern CALL = Pattern.compile("^(\\d+) +(\\w+)\\(.*");
    private static final String INJECTED = "(INJECTED)";

    private final Path file;
    private final Process strace;

    private CallTrace(Path file, Process strace) {
        this.file = file;
        this.strace = strace;
    }

    /** Tell whether strace is there and may attach to processes of ours. */
    static boolean isPossible(Path folder) {
        try {
            Process target = new ProcessBuilder("sleep", "60").start();
            try (CallTrace trace = attach(folder.resolve("trial"), List.of(target.pid()), Optional.empty())) {
                return trace.strace.isAlive();
            } finally {
                target.destroyForcibly();
                Files.deleteIfExists(folder.resolve("trial"));
            }
        } catch (IOException | IllegalStateException e) {
            System.out.println("strace cannot be used: " + e.getMessage());
            return false;
        }
    }

    /**
     * Watch the threads of these processes, present and future; returns when all are watched.
     *
     * @param failing what fails; nothing: all calls that can fail are noted
     */
    static CallTrace attach(Path file, List<Long> processes, Optional<FailingCall> failing) {
        String calls = failing.map(FailingCall::name)
                .orElseGet(() -> String.join(",", FailingCall.names()));
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-o", file.toString(), "-e", "trace=" + calls,
                "-e", "signal=none"));
        failing.ifPresent(call -> command.addAll(List.of("-e",
                "inject=%s:error=%s:when=%d".formatted(call.name(), call.error(), call.when()))));
        processes.forEach(process -> command.addAll(List.of("-p", process.toString())));
        try {
            Process strace = new ProcessBuilder(command).redirectErrorStream(true).start();
            awaitAttached(strace, processes.size());
            return new CallTrace(file, strace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Return the lines of calls that were made to fail. */
    List<String> failed() {
        return lines().filter(line -> line.endsWith(INJECTED)).toList();
    }

    /** Return for each call how many the thread made that made most of them. */
    Map<String, Integer> mostOfOneThread() {
        Map<String, Integer> counts = new HashMap<>();
        Map<String, Integer> most = new TreeMap<>();
        lines().map(CALL::matcher).filter(Matcher::matches).forEach(call -> most.merge(call.group(2),
                counts.merge(call.group(1) + " " + call.group(2), 1, Integer::sum), Math::max));
        return most;
    }

    /** Detach; what is watched goes on. */
    @Override
    public void close() {
        strace.destroy();
        try {
            if (!strace.waitFor(10, TimeUnit.SECONDS)) {
                strace.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            strace.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private Stream<String> lines() {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitAttached(Process strace, int count) throws IOException {
        // strace says nothing more to this pipe than which threads come and go, far less than it holds
        BufferedReader said = strace.inputReader();
        int attached = 0;
        while (attached < count) {
            String line = said.readLine();
            if (line == null || !line.contains(" attached")) {
                strace.destroyForcibly();
                throw new IllegalStateException("strace ended or refused to attach: " + line);
            }
            attached++;
        }
    }
}
