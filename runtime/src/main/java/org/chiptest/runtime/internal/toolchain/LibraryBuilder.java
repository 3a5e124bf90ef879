package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.internal.files.FileTree;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.toolchain.CompileErrorException;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.ToolchainException;

/** Turn a plan into a library: from the cache if possible, else with the compiler. */
final class LibraryBuilder {

    private final BuildCache cache;
    private final KeyLocks locks;
    private final CompilerProcess process;
    private final WorkDirectory work;
    private final Duration deadline;
    private final StatisticsCounter statistics;

    public LibraryBuilder(BuildCache cache, KeyLocks locks, CompilerProcess process, WorkDirectory work,
            Duration deadline,
            StatisticsCounter statistics) {
        this.cache = cache;
        this.locks = locks;
        this.process = process;
        this.work = work;
        this.deadline = deadline;
        this.statistics = statistics;
    }

    /** Return the library of a plan if the cache has it. */
    public Optional<CompiledLibrary> find(CompilePlan plan) throws IOException {
        return cache.find(plan, cache.key(plan));
    }

    /**
     * Return the library of a plan, or nothing while somebody else compiles the same key.
     *
     * @param patient whether to wait for somebody else; if not, the work is done twice
     */
    public Optional<CompiledLibrary> build(CompilePlan plan, Cancellation cancellation, boolean patient)
            throws IOException {
        String key = cache.key(plan);
        Optional<CompiledLibrary> known = found(plan, key);
        if (known.isPresent()) {
            return known;
        }
        Optional<KeyLocks.Held> lock = locks.tryTake(key);
        if (lock.isEmpty()) {
            return patient ? Optional.empty() : Optional.of(compile(plan, key, cancellation));
        }
        try (KeyLocks.Held _ = lock.get()) {
            known = found(plan, key); // whoever had the lock before may have left it
            return known.isPresent() ? known : Optional.of(compile(plan, key, cancellation));
        }
    }

    private Optional<CompiledLibrary> found(CompilePlan plan, String key) throws IOException {
        Optional<CompiledLibrary> library = cache.find(plan, key);
        if (library.isPresent()) {
            statistics.hit();
        }
        return library;
    }

    private CompiledLibrary compile(CompilePlan plan, String key, Cancellation cancellation) throws IOException {
        statistics.miss();
        Path folder = work.newDirectory();
        try {
            CompilePlan.Files files = new CompilePlan.Files(folder);
            writeParts(plan.objects(), files.objects(plan.objects().size()));
            Instant started = FileStatus.of(folder).changed(); // by the clock of the file system
            long begin = HostClock.nanos();
            CompilerProcess.Finish outcome = process.run(plan.command(key, files), folder, deadline, cancellation);
            statistics.compiled(Duration.ofNanos(HostClock.nanos() - begin));
            if (!outcome.succeeded()) {
                statistics.failure();
                throw failure(plan, outcome);
            }
            List<String> read = DependencyFile.parse(Files.readString(files.dependencies()));
            return cache.store(plan, key, files.output(plan.extension()), read, started,
                    InstructionLibrary.warnings(plan.compiler(), read, outcome.output().strip()));
        } finally {
            FileTree.delete(folder);
        }
    }

    /** The cache's own files could be pruned or damaged before the linker reads them; these bytes have been checked. */
    private static void writeParts(List<CompiledLibrary> parts, List<Path> targets) throws IOException {
        for (int number = 0; number < parts.size(); number++) {
            Files.write(targets.get(number), parts.get(number).toByteArray());
        }
    }

    private ToolchainException failure(CompilePlan plan, CompilerProcess.Finish outcome) {
        CompilerMessages messages = CompilerMessages.of(outcome.output(), plan.source());
        String command = CompilerMessages.shell(plan.repeatableCommand());
        if (!outcome.finished()) {
            return new CompileTimeoutException(
                    "Compiling " + plan.name().subject() + " took longer than " + deadline.toSeconds()
                            + " s and was stopped. A longer deadline is set with " + CompileSettings.DEADLINE
                            + "; to see where the time goes: " + command + " -ftime-report" + plan.name().ending());
        }
        long errors = messages.errors();
        String count = errors == 0 ? "exit code " + outcome.exitCode() : errors == 1 ? "1 error" : errors + " errors";
        return new CompileErrorException("Cannot compile " + plan.name().subject() + ": " + count + "\n"
                + messages.firstErrors().stripTrailing() + plan.name().ending(), messages.text(), command);
    }
}
