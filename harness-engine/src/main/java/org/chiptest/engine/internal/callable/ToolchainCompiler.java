package org.chiptest.engine.internal.callable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.chiptest.api.CallableSpec.Origin;
import org.chiptest.diagnostics.divergence.KernelBuild;
import org.chiptest.diagnostics.internal.page.RunRecord.Job;
import org.chiptest.engine.internal.journal.JobJournal;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.internal.callable.CallableFormatException;
import org.chiptest.runtime.internal.callable.EntryLookup;
import org.chiptest.runtime.internal.callable.EntrySymbol;
import org.chiptest.runtime.internal.elf.ElfSection;
import org.chiptest.runtime.internal.foreign.GivenImage;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.internal.toolchain.CompileService;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompileTarget;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.SourceFile;

/** Compile the sources of a recipe, all at the same time, and put the libraries together. */
public final class ToolchainCompiler implements CallableCompiler {

    private final CompileService toolchain;
    private final JobJournal jobs;

    /**
     * Compile with a toolchain, which somebody else closes.
     *
     * @param jobs is told what was compiled, and what was there already
     */
    public ToolchainCompiler(CompileService toolchain, JobJournal jobs) {
        this.toolchain = toolchain;
        this.jobs = jobs;
    }

    @Override
    public CompletableFuture<ChipCallable> compile(CallableRecipe recipe) {
        if (recipe.orchestration().origin() == Origin.IMAGE) {
            return CompletableFuture.completedFuture(image(located(recipe.orchestration())));
        }
        CompletableFuture<MemorySegment> orchestration = built(recipe.orchestration(),
                file -> compile(new CompileRequest.Orchestration(file, recipe.architecture(), recipe.runtime(),
                        recipe.includes(), recipe.name(), recipe.targets().orchestrations(), recipe.sanitizer())));
        List<CompletableFuture<MemorySegment>> kernels = recipe.kernels().stream()
                .map(kernel -> built(kernel.source(), file -> compile(request(recipe, kernel, file)))
                        .thenApply(bytes -> ofForm(recipe, kernel, bytes)))
                .toList();
        return CompletableFuture.allOf(kernels.toArray(CompletableFuture[]::new)).thenCombine(orchestration,
                (done, library) -> image(recipe, library, kernels.stream().map(CompletableFuture::join).toList()));
    }

    @Override
    public Map<Integer, KernelBuild> builds(CallableRecipe recipe) {
        Map<Integer, KernelBuild> builds = new LinkedHashMap<>();
        for (CallableRecipe.Kernel kernel : recipe.kernels()) {
            SourceFile file = located(kernel.source());
            CompileRequest.Kernel request = request(recipe, kernel, file);
            builds.put(kernel.funcId(), kernel.source().origin() == Origin.SOURCE
                    ? KernelBuild.of(request, compile(request).join().file())
                    : KernelBuild.ofLibrary(file.path()));
        }
        return builds;
    }

    private static CompileRequest.Kernel request(CallableRecipe recipe, CallableRecipe.Kernel kernel,
            SourceFile file) {
        return new CompileRequest.Kernel(file, kernel.core(), recipe.architecture(), recipe.runtime(),
                recipe.includes(), recipe.name(), recipe.targets().kernels(), recipe.sanitizer());
    }

    private CompletableFuture<CompiledLibrary> compile(CompileRequest request) {
        long begin = HostClock.nanos();
        return toolchain.compile(request).whenComplete((library, failure) -> jobs.ended(
                failure != null ? Job.Kind.FAILED : library.fromCache() ? Job.Kind.CACHED : Job.Kind.COMPILED,
                request.description(), begin));
    }

    /** Compile a source, or read what is compiled already. */
    private CompletableFuture<MemorySegment> built(CallableRecipe.Source source,
            Function<SourceFile, CompletableFuture<CompiledLibrary>> compile) {
        SourceFile file = located(source);
        return source.origin() == Origin.SOURCE
                ? compile.apply(file).thenApply(CompiledLibrary::bytes)
                : CompletableFuture.completedFuture(MemorySegment.ofArray(read(file)));
    }

    /** A card takes the bare code of a kernel, which is a part of what its compiler makes. */
    private static MemorySegment ofForm(CallableRecipe recipe, CallableRecipe.Kernel kernel, MemorySegment bytes) {
        return recipe.targets().kernels().form() == CompileTarget.Form.TEXT
                && kernel.source().origin() == Origin.SOURCE
                        ? ElfSection.text(bytes,
                                "kernel " + kernel.source().written() + " of callable " + recipe.name())
                        : bytes;
    }

    private static ChipCallable image(SourceFile file) {
        try {
            return GivenImage.read(MemorySegment.ofArray(read(file)));
        } catch (CallableFormatException e) {
            throw new CallableFormatException(file.written() + ": " + e.getMessage(), e);
        }
    }

    private static byte[] read(SourceFile file) {
        try {
            return Files.readAllBytes(file.path());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.written() + ", which was to be taken as it is", e);
        }
    }

    private static ChipCallable image(CallableRecipe recipe, MemorySegment orchestration,
            List<MemorySegment> kernels) {
        requireFunction(orchestration, recipe.entry().isEmpty() ? EntrySymbol.ORCHESTRATION : recipe.entry(),
                "orchestration " + recipe.orchestration().written() + " of callable " + recipe.name());
        ChipCallable.Builder builder = ChipCallable.builder().name(recipe.name()).signature(recipe.signature())
                .functionName(recipe.entry()).configName(recipe.config()).orchestration(orchestration);
        for (int i = 0; i < kernels.size(); i++) {
            CallableRecipe.Kernel kernel = recipe.kernels().get(i);
            requireFunction(kernels.get(i), EntrySymbol.KERNEL, "kernel " + kernel.funcId() + " ("
                    + kernel.source().written() + ") of callable " + recipe.name());
            builder.child(kernel.funcId(), CoreCallable.of(kernel.signature(), kernels.get(i)));
        }
        return builder.build();
    }

    /** Libraries for cards need not be such that they tell; then whoever prepares the callable finds it out. */
    private static void requireFunction(MemorySegment library, String symbol, String what) {
        EntryLookup.complaint(library, symbol, what).ifPresent(complaint -> {
            throw new InvalidCallableException(complaint);
        });
    }

    private SourceFile located(CallableRecipe.Source source) {
        return toolchain.locate(source.root(), source.written());
    }
}
