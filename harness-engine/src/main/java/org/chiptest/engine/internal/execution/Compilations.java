package org.chiptest.engine.internal.execution;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.chiptest.engine.internal.callable.CallableCompiler;
import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.outcome.RunBrokenException;
import org.chiptest.runtime.callable.ChipCallable;

/** Compile callables ahead of the tests that need them, each once. Used by one thread. */
final class Compilations {

    private final CallableCompiler compiler;
    private final Runnable onDone;
    private final Map<CallableRecipe, CompletableFuture<ChipCallable>> started = new LinkedHashMap<>();

    /**
     * Compile callables.
     *
     * @param onDone is told, on any thread, that a callable is compiled, or cannot be
     */
    Compilations(CallableCompiler compiler, Runnable onDone) {
        this.compiler = compiler;
        this.onDone = onDone;
    }

    /** Start to compile, in this order. */
    void start(Collection<CallableRecipe> recipes) {
        for (CallableRecipe recipe : recipes) {
            var _ = started(recipe);
        }
    }

    /** Tell whether {@link #await} would return or throw at once. */
    boolean areDone(Collection<CallableRecipe> recipes) {
        return recipes.stream().allMatch(recipe -> started(recipe).isDone());
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
            return started(recipe).join();
        } catch (CompletionException e) {
            throw Optional.ofNullable(e.getCause()).filter(RuntimeException.class::isInstance)
                    .map(RuntimeException.class::cast).orElse(e);
        } catch (CancellationException e) {
            throw new RunBrokenException("compiling callable " + recipe.name() + " was cancelled", e);
        }
    }

    private CompletableFuture<ChipCallable> started(CallableRecipe recipe) {
        CompletableFuture<ChipCallable> known = started.get(recipe);
        if (known == null) {
            known = compile(recipe);
            started.put(recipe, known);
            // Not the future that this returns: it is done only after whoever is told has looked.
            var _ = known.whenComplete((callable, failure) -> onDone.run());
        }
        return known;
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
