package org.chiptest.runtime.toolchain;

import java.util.concurrent.CompletableFuture;

import org.chiptest.runtime.internal.toolchain.CompileService;
import org.chiptest.runtime.internal.toolchain.SourceRoot;

/**
 * Compile C++ sources into shared objects, in parallel, each content once.
 *
 * <p>What the cache has is answered at once, whatever is being compiled; the rest is compiled in the order of the requests.
 *
 * <p>All methods may be called from any thread. Closing stops all compilers and deletes what they were writing; the cache stays.
 */
public final class Toolchain implements AutoCloseable {

    private final CompileService service;

    private Toolchain(CompileService service) {
        this.service = service;
    }

    /**
     * Open a toolchain over a cache that other processes may be using.
     *
     * @throws ToolchainException if the cache folder cannot be used
     */
    public static Toolchain open(ToolchainSettings settings) {
        return new Toolchain(CompileService.open(settings));
    }

    /**
     * Start a compilation, or join an equal one in flight.
     *
     * <p>The future fails with a {@link ToolchainException}. Cancelling it stops the compiler if nobody else waits for the same.
     *
     * @throws IllegalStateException if the toolchain is closed
     */
    public CompletableFuture<CompiledLibrary> compile(CompileRequest request) {
        return service.compile(request);
    }

    /**
     * Find a source beside a class, in its package on the class path; one that lies in a jar is put on disk together with what it may
     * include.
     *
     * @param written the path as the user wrote it; one that begins with {@code /} begins at the root of the class path
     * @throws ToolchainException if it is not there, and the message says where it was looked for; or if it cannot be put on disk
     */
    public SourceFile locate(Class<?> beside, String written) {
        return service.locate(SourceRoot.beside(beside), written);
    }

    /**
     * Find the library that must be loaded first into a process that runs code with this sanitizer.
     *
     * @throws ToolchainException if there is no compiler, it is not installed, or kernels and orchestrations need different ones
     */
    public Sanitizer.Library sanitizerLibrary(Sanitizer sanitizer) {
        return service.sanitizerLibrary(sanitizer);
    }

    /** Stop all compilers, fail what is in flight, and delete temporary files. */
    @Override
    public void close() {
        service.close();
    }
}
