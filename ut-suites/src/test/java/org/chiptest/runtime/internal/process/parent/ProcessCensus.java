package org.chiptest.runtime.internal.process.parent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * What this process holds of its children: counted before and after something that must leave nothing.
 *
 * @param children    live child processes
 * @param descriptors what the open file descriptors are of, but for what a JVM of tests opens when it needs it first
 * @param mappings    mappings of memory that is shared with children
 */
public record ProcessCensus(List<ProcessHandle> children, List<String> descriptors, long mappings) {

    public static ProcessCensus take() {
        return new ProcessCensus(ProcessHandle.current().children().toList(), openDescriptors(), sharedMappings());
    }

    /** Wait until no more is there than there was. */
    public void assertNothingCameToStay() {
        Awaitility.await().untilAsserted(() -> {
            ProcessCensus now = take();
            assertThat(now.descriptors).as("descriptors, before: %s", descriptors)
                    .hasSizeLessThanOrEqualTo(descriptors.size());
            assertThat(now.mappings).as("mappings").isLessThanOrEqualTo(mappings);
            assertThat(now.children).isEqualTo(children);
        });
    }

    private static List<String> openDescriptors() {
        try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.map(ProcessCensus::target).filter(target -> !staysForever(target)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return "closed meanwhile";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tell a file of the JVM, or the lock of the cache that compiles for all tests. */
    private static boolean staysForever(String target) {
        return target.endsWith(".jar") || target.endsWith("/lib/modules") || target.endsWith("random")
                || target.endsWith("/native-cache/v1/locks");
    }

    private static long sharedMappings() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("/memfd:chiptest-")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
