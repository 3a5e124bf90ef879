package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/** Run a compiler to its end, to its deadline or until it is cancelled; in each case none of its processes is left. */
final class CompilerProcess {

    private static final int MAX_OUTPUT = 1 << 20;

    private final Map<String, String> environment;

    public CompilerProcess(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * How a run ended.
     *
     * @param finished whether it ended by itself
     * @param exitCode the exit code if it did
     * @param output standard output and error, at most the first mebibyte
     */
    record Finish(boolean finished, int exitCode, String output) {

        boolean succeeded() {
            return finished && exitCode == 0;
        }
    }

    /**
     * Run a command in a folder that nobody else uses; temporary files of the compiler lie there too.
     *
     * @throws CompilerNotFoundException if the command cannot be started
     * @throws CancellationException if it was cancelled
     */
    Finish run(List<String> command, Path folder, Duration deadline, Cancellation cancellation) throws IOException {
        Path log = folder.resolve("chiptest.log");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put(ProcessTree.MARK, folder.toString());
        Process process = start(builder);
        ProcessTree tree = new ProcessTree(process, folder.toString());
        try {
            cancellation.stopWith(tree::kill);
            boolean finished = process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS);
            if (cancellation.isCancelled()) {
                throw new CancellationException("Cancelled while " + command.getFirst() + " was running");
            }
            return new Finish(finished, finished ? process.exitValue() : -1, read(log));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted while " + command.getFirst() + " was running");
        } finally {
            cancellation.stopWith(null);
            if (process.isAlive() || cancellation.isCancelled()) {
                tree.kill();
            }
        }
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new CompilerNotFoundException("The C++ compiler " + builder.command().getFirst()
                    + " cannot be started: " + e.getMessage() + "; " + CompilerLookup.FIX);
        }
    }

    private static String read(Path log) throws IOException {
        try (InputStream in = Files.newInputStream(log)) {
            return new String(in.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
        }
    }
}
