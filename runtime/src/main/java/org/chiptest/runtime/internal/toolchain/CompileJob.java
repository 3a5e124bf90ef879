package org.chiptest.runtime.internal.toolchain;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.jspecify.annotations.Nullable;

/** One compilation in flight, for everybody who asked for it meanwhile; it stops when the last of them has lost interest. */
public final class CompileJob {

    private final Cancellation cancellation = new Cancellation();
    private final CompletableFuture<CompiledLibrary> result = new CompletableFuture<>();
    // guarded by this
    private int interested;
    private boolean stopping;

    public Cancellation cancellation() {
        return cancellation;
    }

    /** Return a future for one more caller, or nothing if the work is being stopped or has ended. */
    public synchronized Optional<CompletableFuture<CompiledLibrary>> join() {
        if (result.isDone() || stopping) {
            return Optional.empty();
        }
        interested++;
        CompletableFuture<CompiledLibrary> future = result.copy();
        var _ = future.whenComplete((library, error) -> {
            if (!result.isDone()) {
                leave();
            }
        });
        return Optional.of(future);
    }

    /** Hand everybody the library, or the error if there is none. */
    public void end(@Nullable CompiledLibrary library, @Nullable Throwable error) {
        if (library != null) {
            result.complete(library);
        } else {
            result.completeExceptionally(Objects.requireNonNull(error));
        }
    }

    private void leave() {
        synchronized (this) {
            interested--;
            if (interested > 0) {
                return;
            }
            stopping = true;
        }
        cancellation.cancel();
    }
}
