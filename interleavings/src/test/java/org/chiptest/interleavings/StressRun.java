package org.chiptest.interleavings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A run of jcstress tests in a JVM of its own, where some classes of the runtime may be others. */
final class StressRun {

    private static final long LIMIT_SECONDS = 300;

    private StressRun() {}

    /**
     * Run tests.
     *
     * @param classes class path folders that come before all others
     * @param rounds  how many rounds a test has at most
     * @param millis  how long one takes
     */
    static List<Observation> of(List<Path> classes, int rounds, int millis, List<String> tests) {
        String classPath = String.join(":",
                Stream.concat(classes.stream().map(Path::toString), Stream.of(System.getProperty("java.class.path")))
                        .toList());
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                        "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-cp", classPath, StressProbe.class.getName(),
                        Integer.toString(rounds), Integer.toString(millis)));
        command.addAll(tests);
        return observations(command);
    }

    private static List<Observation> observations(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .exceptionally(late -> process.destroyForcibly());
            List<String> lines = process.inputReader().lines().toList();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("the tests ended with exit code " + process.exitValue() + ":\n"
                        + String.join("\n", lines));
            }
            return lines.stream().flatMap(line -> Observation.ofLine(line).stream()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
