package org.chiptest.engine.internal.callable;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.chiptest.diagnostics.divergence.KernelBuild;
import org.chiptest.runtime.callable.ChipCallable;

/** Turn recipes into callables. */
@FunctionalInterface
public interface CallableCompiler {

    /** Start to compile, and return at once; the future fails with the compiler's message. */
    CompletableFuture<ChipCallable> compile(CallableRecipe recipe);

    /** Return the kernels of a recipe as they are compiled, by func id, to run them alone; none if nobody knows. */
    default Map<Integer, KernelBuild> builds(CallableRecipe recipe) {
        return Map.of();
    }
}
