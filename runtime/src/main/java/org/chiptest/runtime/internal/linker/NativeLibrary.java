package org.chiptest.runtime.internal.linker;

import java.nio.file.Path;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/** An open shared object. Close it once, when no thread runs its code and no pointer into it is used any more. */
public final class NativeLibrary implements AutoCloseable {

    private final Shim shim;
    private final String purpose;
    private final String tag;
    private final long handle;
    private final Path file;
    private final @Nullable LibraryFolder folder;
    private final ThreadStateListener changes;
    private boolean closed;
    private boolean loaded = true;

    /**
     * Take over a library.
     *
     * @param file   what it was opened from
     * @param folder holds the file until the library is closed; null if it is gone
     */
    NativeLibrary(Shim shim, String purpose, String tag, long handle, Path file, @Nullable LibraryFolder folder,
            ThreadStateListener changes) {
        this.shim = shim;
        this.purpose = purpose;
        this.tag = tag;
        this.handle = handle;
        this.file = file;
        this.folder = folder;
        this.changes = changes;
    }

    /** Return what the library was opened for, as it was given to the loader. */
    public String purpose() {
        return purpose;
    }

    /** Return what the loader calls the bytes that the library was opened from: {@link LibraryLoader#tag}. */
    public String tag() {
        return tag;
    }

    /**
     * Return the address of an exported symbol.
     *
     * @throws NativeLibraryException if the library does not export it
     */
    public synchronized long symbol(String name) {
        requireOpen();
        return shim.symbol(handle, name).orElseThrow(reason -> new NativeLibraryException(
                "%s: no symbol '%s': %s; export it with extern \"C\" and default visibility".formatted(purpose, name,
                        reason)));
    }

    /** Return the address of an exported symbol, or nothing if the library does not export it. */
    public synchronized OptionalLong findSymbol(String name) {
        requireOpen();
        return shim.symbol(handle, name).address();
    }

    /**
     * Close the library. Something may keep it loaded all the same: see {@link #isLoaded()}.
     *
     * @throws IllegalStateException  if it was closed before
     * @throws NativeLibraryException if the loader refuses
     */
    @Override
    public synchronized void close() {
        requireOpen();
        closed = true;
        if (SanitizerRuntime.isAddressSanitizer()) {
            // AddressSanitizer keeps pointers to the globals of each library and follows them for every report, so it stays
            loaded = false;
            return;
        }
        try {
            shim.close(handle, purpose);
        } finally {
            changes.changed("a destructor of " + purpose, shim.settleThread());
        }
        if (folder != null) {
            folder.remove(file);
        }
    }

    /**
     * Tell whether the library is still in the process. After it was closed, a {@code thread_local} object with a destructor keeps it
     * until its thread ends, and a {@code dlopen} of its own, for ever if that says {@code RTLD_NODELETE}. With AddressSanitizer, where
     * none ever goes, a closed one counts as gone.
     */
    public synchronized boolean isLoaded() {
        if (closed && loaded) {
            loaded = shim.isLoaded(file);
        }
        return loaded;
    }

    @Override
    public String toString() {
        return purpose + (closed ? " (closed)" : "");
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(purpose + ": library is already closed");
        }
    }
}
