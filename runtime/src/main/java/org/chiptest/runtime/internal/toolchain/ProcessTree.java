package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process with all of its descendants.
 *
 * <p>A compiler driver starts other programs, one after the other. Killing the driver orphans the one that runs just then, and killing
 * that one lets the driver start the next; so descendants are known by a variable that they all inherit, not by their parents.
 */
final class ProcessTree {

    /** The variable that all processes of a tree carry; it is also where g++ puts its temporary files. */
    static final String MARK = "TMPDIR";

    private static final int MAX_ROUNDS = 10;

    private final Process root;
    private final byte[] mark;

    ProcessTree(Process root, String markValue) {
        this.root = root;
        this.mark = ("\0" + MARK + "=" + markValue + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /** Kill all of it, and return when nothing of it runs any more. */
    void kill() {
        root.descendants().forEach(ProcessHandle::destroyForcibly);
        root.destroyForcibly();
        for (int round = 0; round < MAX_ROUNDS; round++) {
            List<ProcessHandle> left = ProcessHandle.allProcesses().filter(this::belongs).toList();
            left.forEach(ProcessHandle::destroyForcibly);
            if (left.isEmpty() && !root.isAlive()) {
                return;
            }
            awaitExit(left);
        }
    }

    private void awaitExit(List<ProcessHandle> left) {
        Stream<CompletableFuture<?>> exits = Stream.concat(left.stream().map(ProcessHandle::onExit),
                Stream.of(root.onExit()));
        CompletableFuture.allOf(exits.toArray(CompletableFuture[]::new)).completeOnTimeout(null, 1, TimeUnit.SECONDS)
                .join();
    }

    private boolean belongs(ProcessHandle process) {
        return environment(process).map(this::carriesMark).orElse(false);
    }

    private boolean carriesMark(byte[] environment) {
        String text = "\0" + new String(environment, StandardCharsets.UTF_8);
        return text.contains(new String(mark, StandardCharsets.UTF_8));
    }

    private static Optional<byte[]> environment(ProcessHandle process) {
        try {
            return Optional.of(Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "environ")));
        } catch (IOException e) {
            // gone meanwhile, or somebody else's: in either case not one of ours
            return Optional.empty();
        }
    }
}
