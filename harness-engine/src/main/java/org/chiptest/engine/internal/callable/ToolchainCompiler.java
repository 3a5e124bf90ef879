package org.chiptest.engine.internal.callable;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.chiptest.diagnostics.internal.page.RunRecord.Job;
import org.chiptest.engine.internal.journal.JobJournal;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.internal.toolchain.CompileService;
import org.chiptest.runtime.internal.callable.EntryLookup;
import org.chiptest.runtime.internal.callable.EntrySymbol;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.toolchain.CompileRequest;
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
        CompletableFuture<CompiledLibrary> orchestration = compile(new CompileRequest.Orchestration(
                located(recipe.orchestration()), recipe.architecture(), recipe.runtime(), recipe.includes(),
                recipe.name(), recipe.targets().orchestrations(), recipe.sanitizer()));
        List<CompletableFuture<CompiledLibrary>> kernels = recipe.kernels().stream()
                .map(kernel -> compile(new CompileRequest.Kernel(located(kernel.source()), kernel.core(),
                        recipe.architecture(), recipe.runtime(), recipe.includes(), recipe.name(),
                        recipe.targets().kernels(), recipe.sanitizer())))
                .toList();
        return CompletableFuture.allOf(kernels.toArray(CompletableFuture[]::new)).thenCombine(orchestration,
                (done, library) -> image(recipe, library, kernels.stream().map(CompletableFuture::join).toList()));
    }

    private CompletableFuture<CompiledLibrary> compile(CompileRequest request) {
        long begin = HostClock.nanos();
        return toolchain.compile(request).whenComplete((library, failure) -> jobs.ended(
                failure != null ? Job.Kind.FAILED : library.fromCache() ? Job.Kind.CACHED : Job.Kind.COMPILED,
                request.description(), begin));
    }

    private static ChipCallable image(CallableRecipe recipe, CompiledLibrary orchestration,
            List<CompiledLibrary> kernels) {
        requireFunction(orchestration, recipe.entry().isEmpty() ? EntrySymbol.ORCHESTRATION : recipe.entry(),
                "orchestration " + recipe.orchestration().written() + " of callable " + recipe.name());
        ChipCallable.Builder builder = ChipCallable.builder().name(recipe.name()).signature(recipe.signature())
                .functionName(recipe.entry()).configName(recipe.config()).orchestration(orchestration.bytes());
        for (int i = 0; i < kernels.size(); i++) {
            CallableRecipe.Kernel kernel = recipe.kernels().get(i);
            requireFunction(kernels.get(i), EntrySymbol.KERNEL, "kernel " + kernel.funcId() + " ("
                    + kernel.source().written() + ") of callable " + recipe.name());
            builder.child(kernel.funcId(), CoreCallable.of(kernel.signature(), kernels.get(i).bytes()));
        }
        return builder.build();
    }

    /** Libraries for cards need not be such that they tell; then whoever prepares the callable finds it out. */
    private static void requireFunction(CompiledLibrary library, String symbol, String what) {
        EntryLookup.complaint(library.bytes(), symbol, what).ifPresent(complaint -> {
            throw new InvalidCallableException(complaint);
        });
    }

    private SourceFile located(CallableRecipe.Source source) {
        return toolchain.locate(source.root(), source.written());
    }
}
