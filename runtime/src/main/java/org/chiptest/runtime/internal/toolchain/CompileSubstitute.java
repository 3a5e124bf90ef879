package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.chiptest.runtime.internal.files.FileTree;
import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.Toolchain;
import org.jspecify.annotations.Nullable;

/**
 * What compiles when the disk of the cache is full: a toolchain on a folder of its own elsewhere, which is deleted when this is closed. It is opened at first use.
 */
final class CompileSubstitute implements AutoCloseable {

    private final Function<Path, CompileService> opener;
    private @Nullable CompileService service;
    private @Nullable Path folder;
    private boolean closed;

    /** Use toolchains that are opened so, over the folder of a cache. */
    CompileSubstitute(Function<Path, CompileService> opener) {
        this.opener = opener;
    }

    /**
     * Start a compilation.
     *
     * @param why what is wrong with the cache, which is told once
     * @throws IllegalStateException if this is closed
     */
    CompletableFuture<CompiledLibrary> compile(CompileRequest request, CacheUnusableException why) throws IOException {
        return opened(why).compile(request);
    }

    private synchronized CompileService opened(CacheUnusableException why) throws IOException {
        if (closed) {
            throw new IllegalStateException("The toolchain is closed");
        }
        CompileService open = service;
        if (open == null) {
            Path place = Files.createTempDirectory(HostEnvironment.current().temporaryFolder(), "chiptest-cache-");
            folder = place;
            open = opener.apply(place);
            service = open;
            System.getLogger(Toolchain.class.getName()).log(System.Logger.Level.WARNING, why.getMessage()
                    + ". What is missing is compiled in " + place + ", which is deleted at the end of the run");
        }
        return open;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (service != null) {
            service.close();
        }
        if (folder != null) {
            try {
                FileTree.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + folder + "; delete it by hand", e);
            }
        }
    }
}
