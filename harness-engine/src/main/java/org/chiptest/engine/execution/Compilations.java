package org.chiptest.engine.execution;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.chiptest.engine.callable.CallableCompiler;
import org.chiptest.engine.callable.CallableRecipe;
import org.chiptest.runtime.callable.ChipCallable;

/** Compile callables ahead of the tests that need them, each once. Used by one thread. */
final class Compilations {

    private final CallableCompiler compiler;
    private final Map<CallableRecipe, CompletableFuture<ChipCallable>> started = new LinkedHashMap<>();

    Compilations(CallableCompiler compiler) {
        this.compiler = compiler;
    }

    /** Start to compile, in this order. */
    void start(Collection<CallableRecipe> recipes) {
        for (CallableRecipe recipe : recipes) {
            started.computeIfAbsent(recipe, this::compile);
        }
    }

    /**
     * Wait for the callables of a test.
     *
     * @throws RuntimeException the compiler's, if one of them cannot be compiled
     */
    Map<String, ChipCallable> await(Map<String, CallableRecipe> recipes) {
        Map<String, ChipCallable> callables = new LinkedHashMap<>();
        recipes.forEach((name, recipe) -> callables.put(name, await(recipe)));
        return callables;
    }

    private ChipCallable await(CallableRecipe recipe) {
        try {
            return started.computeIfAbsent(recipe, this::compile).join();
        } catch (CompletionException e) {
            throw Optional.ofNullable(e.getCause()).filter(RuntimeException.class::isInstance)
                    .map(RuntimeException.class::cast).orElse(e);
        } catch (CancellationException e) {
            throw new IllegalStateException("compiling callable " + recipe.name() + " was cancelled", e);
        }
    }

    /** Turn a compiler that throws at once into one that fails later: it is the tests' failure, not that of the run. */
    private CompletableFuture<ChipCallable> compile(CallableRecipe recipe) {
        try {
            return compiler.compile(recipe);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
