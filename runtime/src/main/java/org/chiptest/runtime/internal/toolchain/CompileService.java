package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompileTarget;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.chiptest.runtime.toolchain.SourceFile;
import org.chiptest.runtime.toolchain.Toolchain;
import org.chiptest.runtime.toolchain.ToolchainException;
import org.chiptest.runtime.toolchain.ToolchainSettings;
import org.jspecify.annotations.Nullable;

/**
 * What is behind a {@link Toolchain}: look requests up in the cache, have the rest compiled, and keep what a run of tests needs beside
 * its compilations.
 */
public final class CompileService implements AutoCloseable {

    private final ToolchainSettings settings;
    private final StatisticsCounter statistics = new StatisticsCounter();
    private final WorkDirectory work;
    private final KeyLocks locks;
    private final SourceLocator locator;
    private final CompilerLookup lookup;
    private final CompilePlanner planner;
    private final LibraryBuilder builder;
    private final CompileLanes lanes;
    private final CacheDirectory cache;
    private final Map<CompileRequest, CompileJob> inFlight = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Thread atExit = Thread.ofPlatform().name("chiptest-compile-exit").unstarted(this::stop);
    private final AtomicBoolean bfloat16Warned = new AtomicBoolean();
    private final DiskSpace space;
    private final Optional<CompileSubstitute> substitute;
    private volatile boolean closed;

    /**
     * Open a toolchain over a cache that other processes may be using.
     *
     * @throws CacheUnusableException if the cache folder cannot be used
     */
    public static CompileService open(ToolchainSettings settings) {
        return open(settings, CompileService.class::getResourceAsStream, InstantSource.system());
    }

    static CompileService open(ToolchainSettings settings, Function<String, @Nullable InputStream> resources,
            InstantSource clock) {
        return open(settings, resources, clock, DiskSpace.REAL, Optional.of(new CompileSubstitute(
                folder -> open(settings.withCacheDirectory(folder), resources, clock, DiskSpace.REAL,
                        Optional.empty()))));
    }

    static CompileService open(ToolchainSettings settings, Function<String, @Nullable InputStream> resources,
            InstantSource clock, DiskSpace space, Optional<CompileSubstitute> substitute) {
        CacheDirectory cache = CacheDirectory.open(settings.cache().directory());
        try {
            new CachePruner(cache, new CacheLimits(settings.cache().maxAge(), settings.cache().maxBytes()), clock)
                    .pruneIfDue();
            return new CompileService(settings, cache, resources, clock, space, substitute);
        } catch (IOException e) {
            throw unusable(settings, e);
        }
    }

    private CompileService(ToolchainSettings settings, CacheDirectory cache,
            Function<String, @Nullable InputStream> resources,
            InstantSource clock, DiskSpace space, Optional<CompileSubstitute> substitute) throws IOException {
        this.settings = settings;
        this.space = space;
        this.substitute = substitute;
        this.cache = cache;
        work = new WorkDirectory(cache.work());
        locks = new KeyLocks(cache.locks());
        Map<String, String> environment = CompilerEnvironment.of(settings);
        CompilerProcess process = new CompilerProcess(environment);
        lookup = new CompilerLookup(environment, process, work);
        ContentTrees trees = new ContentTrees(cache.trees(), work, clock);
        locator = new SourceLocator(trees);
        ShippedSources shipped = new ShippedSources(resources, trees);
        planner = new CompilePlanner(shipped, settings.isa(), CompilerEnvironment.significant(settings));
        BuildCache builds = new BuildCache(cache, work, new ContentDigests(clock), statistics, clock);
        builder = new LibraryBuilder(builds, locks, process, work, settings.compilers().deadline(), statistics);
        lanes = new CompileLanes(settings.compilers().parallelism());
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Start a compilation, or join an equal one in flight.
     *
     * <p>The future fails with a {@link ToolchainException}. Cancelling it stops the compiler if nobody else waits for the same.
     *
     * @throws IllegalStateException if the toolchain is closed
     */
    public CompletableFuture<CompiledLibrary> compile(CompileRequest request) {
        statistics.request();
        while (true) {
            CompileJob fresh = new CompileJob(numbers.getAndIncrement());
            CompileJob job = inFlight.putIfAbsent(request, fresh);
            Optional<CompletableFuture<CompiledLibrary>> future = (job == null ? fresh : job).join();
            if (job == null) {
                start(request, fresh);
                return future.orElseThrow();
            }
            if (future.isPresent()) {
                statistics.share();
                return future.get();
            }
            inFlight.remove(request, job); // it is being stopped
        }
    }

    /**
     * Find a source; one that lies in a jar is put on disk together with what it may include.
     *
     * @param written the path as the user wrote it
     * @throws SourceNotFoundException if it is not there; the message says where it was looked for
     * @throws CacheUnusableException if it cannot be put on disk
     */
    public SourceFile locate(SourceRoot root, String written) {
        try {
            return locator.locate(root, written);
        } catch (IOException e) {
            throw unusable(settings, e);
        }
    }

    /**
     * Return a folder of the cache for what others keep there; only its owner can enter it. Who uses it also prunes it.
     *
     * @throws CacheUnusableException if it cannot be created
     */
    public Path folder(String name) {
        try {
            return cache.folder(name);
        } catch (IOException e) {
            throw unusable(settings, e);
        }
    }

    /** Return what this toolchain has done so far. */
    ToolchainStatistics statistics() {
        return statistics.read();
    }

    /**
     * Find the library that must be loaded first into a process that runs code with this sanitizer.
     *
     * @throws CompilerNotFoundException  if there is no compiler
     * @throws SanitizerNotFoundException if it is not installed, or kernels and orchestrations need different ones
     */
    public Sanitizer.Library sanitizerLibrary(Sanitizer sanitizer) {
        Compiler kernels = lookup.find(settings.compilers().kernels());
        Compiler orchestrations = lookup.find(settings.compilers().orchestrations());
        Sanitizer.Library ofKernels = lookup.library(sanitizer, kernels);
        Sanitizer.Library ofOrchestrations = lookup.library(sanitizer, orchestrations);
        if (!ofKernels.equals(ofOrchestrations)) {
            throw new SanitizerNotFoundException("Kernels are compiled by " + kernels.executable()
                    + ", orchestrations by " + orchestrations.executable() + ", and one process cannot hold both "
                    + ofKernels.file() + " and " + ofOrchestrations.file()
                    + "; with a sanitizer, name one compiler with "
                    + CompileSettings.KERNEL_COMPILER + " and " + CompileSettings.ORCHESTRATION_COMPILER);
        }
        return ofKernels;
    }

    /**
     * Find the first of these compilers that is installed.
     *
     * @throws CompilerNotFoundException if none is, or it is no good
     */
    Compiler compiler(List<String> names) {
        return lookup.find(names);
    }

    /** Stop all compilers, fail what is in flight, and delete temporary files. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // the process is ending, and the hook does the same
        }
        stop();
    }

    private void stop() {
        closed = true;
        lanes.close();
        substitute.ifPresent(CompileSubstitute::close);
        inFlight.values().forEach(job -> job.cancellation().cancel());
        lanes.awaitEnd(settings.compilers().deadline());
        inFlight.forEach((request, job) -> end(request, job, null, cancelled(request)));
        try (locks; work) {
            inFlight.clear();
        } catch (IOException e) {
            throw unusable(settings, e);
        }
    }

    private void start(CompileRequest request, CompileJob job) {
        try {
            lanes.lookUp(() -> lookUp(request, job));
        } catch (RejectedExecutionException e) {
            inFlight.remove(request, job);
            throw new IllegalStateException("The toolchain is closed; it was asked for " + request.description(), e);
        }
    }

    /** Answer from the cache, or wait for a compiler. */
    private void lookUp(CompileRequest request, CompileJob job) {
        attempt(request, job, () -> {
            List<CompiledLibrary> parts = new ArrayList<>();
            Optional<CompiledLibrary> library = library(request, plan -> {
                Optional<CompiledLibrary> known = builder.find(plan);
                known.ifPresent(parts::add);
                return known;
            });
            if (library.isPresent()) {
                parts.forEach(_ -> statistics.hit()); // parts of what is not complete are looked up again
            } else {
                lanes.compile(job.number(), () -> compile(request, job));
            }
            return library;
        });
    }

    /** Compile, or come back later while somebody else compiles the same. */
    private void compile(CompileRequest request, CompileJob job) {
        attempt(request, job, () -> {
            boolean patient = job.hasWaitedLessThan(settings.compilers().deadline());
            Optional<CompiledLibrary> library = library(request,
                    plan -> builder.build(plan, job.cancellation(), patient));
            if (library.isEmpty()) {
                lanes.lookUpLater(job.nextRetry(), () -> lookUp(request, job));
            }
            return library;
        });
    }

    /** One step towards a library: the library, or nothing if another step has been arranged for. */
    @FunctionalInterface
    private interface Step {
        Optional<CompiledLibrary> take() throws IOException;
    }

    private void attempt(CompileRequest request, CompileJob job, Step step) {
        try {
            if (closed || job.cancellation().isCancelled()) {
                throw new CancellationException();
            }
            step.take().ifPresent(library -> {
                warn(request, library);
                end(request, job, library, null);
            });
        } catch (CancellationException e) {
            end(request, job, null, cancelled(request));
        } catch (RejectedExecutionException e) {
            end(request, job, null, cancelled(request)); // the toolchain was closed meanwhile
        } catch (IOException | UncheckedIOException e) {
            fail(request, job, unusable(settings, e));
        } catch (RuntimeException | Error e) {
            fail(request, job, e);
        }
    }

    /** A compiler whose disk is full often has no words for it, as these would be on that disk. */
    private void fail(CompileRequest request, CompileJob job, Throwable failure) {
        Optional<String> full = failure instanceof ToolchainException
                ? space.shortage(settings.cache().directory())
                : Optional.empty();
        if (full.isEmpty()) {
            end(request, job, null, failure);
        } else if (substitute.isEmpty()) {
            end(request, job, null, unusable(settings, new IOException(full.get(), failure)));
        } else {
            compileElsewhere(request, job, substitute.get(), unusable(settings, new IOException(full.get(), failure)));
        }
    }

    private void compileElsewhere(CompileRequest request, CompileJob job, CompileSubstitute other,
            CacheUnusableException why) {
        try {
            var _ = other.compile(request, why)
                    .whenComplete((library, error) -> end(request, job, library, error));
        } catch (IOException | RuntimeException e) {
            why.addSuppressed(e);
            end(request, job, null, why);
        }
    }

    /** Where the library of a plan comes from; nothing while it cannot be had. */
    @FunctionalInterface
    private interface Origin {
        Optional<CompiledLibrary> get(CompilePlan plan) throws IOException;
    }

    private Optional<CompiledLibrary> library(CompileRequest request, Origin origin) throws IOException {
        return switch (request) {
            case CompileRequest.Kernel kernel -> origin.get(
                    planner.kernel(kernel,
                            compiler(kernel.target(), settings.compilers().kernels(), kernel.sanitizer())));
            case CompileRequest.Shim shim -> origin.get(
                    planner.shim(shim, lookup.find(settings.compilers().orchestrations())));
            case CompileRequest.HostRuntime part -> origin.get(
                    planner.hostRuntime(part, lookup.find(settings.compilers().orchestrations())));
            case CompileRequest.Orchestration orchestration -> orchestration(orchestration, origin);
        };
    }

    /** Warnings stay with their library; this one is about results that are wrong without any sign, so somebody has to see it. */
    private void warn(CompileRequest request, CompiledLibrary library) {
        if (InstructionLibrary.hasWarning(library.warnings()) && bfloat16Warned.compareAndSet(false, true)) {
            System.getLogger(Toolchain.class.getName()).log(System.Logger.Level.WARNING,
                    request.description() + ": " + InstructionLibrary.BFLOAT16);
        }
    }

    private Optional<CompiledLibrary> orchestration(CompileRequest.Orchestration request, Origin origin)
            throws IOException {
        Compiler compiler = compiler(request.target(), settings.compilers().orchestrations(), request.sanitizer());
        List<CompiledLibrary> framework = new ArrayList<>();
        for (CompilePlan plan : planner.framework(request, compiler)) {
            Optional<CompiledLibrary> part = origin.get(plan);
            if (part.isEmpty()) {
                return part;
            }
            framework.add(part.get());
        }
        return origin.get(planner.orchestration(request, compiler, framework));
    }

    private Compiler compiler(CompileTarget target, List<String> ofSettings, Sanitizer sanitizer) {
        Compiler compiler = lookup.find(target.compilers().isEmpty() ? ofSettings : target.compilers());
        if (sanitizer != Sanitizer.NONE) {
            lookup.library(sanitizer, compiler); // the linker's own words do not say what to install
        }
        return compiler;
    }

    private void end(CompileRequest request, CompileJob job, @Nullable CompiledLibrary library,
            @Nullable Throwable error) {
        inFlight.remove(request, job);
        job.end(library, error);
    }

    private CancellationException cancelled(CompileRequest request) {
        return new CancellationException((closed ? "The toolchain was closed before " : "Cancelled before ")
                + request.description() + " was compiled");
    }

    private static CacheUnusableException unusable(ToolchainSettings settings, Exception e) {
        return new CacheUnusableException(
                "The compile cache in " + settings.cache().directory() + " cannot be used: " + e
                        + ". Free it, or choose another folder with " + CompileSettings.CACHE,
                e);
    }
}
