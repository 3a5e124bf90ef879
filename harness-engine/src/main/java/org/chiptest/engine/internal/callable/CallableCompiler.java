package org.chiptest.engine.internal.callable;

import java.util.concurrent.CompletableFuture;

import org.chiptest.runtime.callable.ChipCallable;

/** Turn recipes into callables. */
@FunctionalInterface
public interface CallableCompiler {

    /** Start to compile, and return at once; the future fails with the compiler's message. */
    CompletableFuture<ChipCallable> compile(CallableRecipe recipe);
}
