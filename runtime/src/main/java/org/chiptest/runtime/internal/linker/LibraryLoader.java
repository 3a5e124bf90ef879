package org.chiptest.runtime.internal.linker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;

import org.chiptest.runtime.internal.elf.AddressLibrary;
import org.chiptest.runtime.internal.elf.ElfFormatException;
import org.chiptest.runtime.internal.elf.ElfMachine;
import org.chiptest.runtime.internal.elf.LoadableCopy;
import org.chiptest.runtime.internal.settings.HostEnvironment;

/**
 * Open shared objects from bytes.
 *
 * <p>The loader of glibc knows libraries by name first: a path that was used before gives the old library back. So each one is written to
 * a file that no other load ever uses, in a directory that only this user may enter, and the file is removed as soon as it is open, or,
 * for the reports of a sanitizer, when the library is closed. What is written is a copy that can be unloaded and shares nothing with
 * others ({@link LoadableCopy}).
 *
 * <p>As long as a loader is open, the global scope has the functions of the runtime that kernels look up there, and no others: all of
 * its own libraries are opened with {@code RTLD_LOCAL}. May be used by several threads.
 */
public final class LibraryLoader implements AutoCloseable {

    /** When the undefined functions of a library are looked up. */
    public enum Binding {
        /** While opening: a missing function refuses the library. */
        NOW,
        /** At the first call of each. */
        LAZY
    }

    private final Shim shim;
    private final LibraryFolder folder;
    private final ThreadStateListener changes;
    private final AtomicLong loads = new AtomicLong();
    /** The library that is in the global scope; 0 once the loader is closed. */
    private final AtomicLong globals = new AtomicLong();

    private LibraryLoader(Shim shim, LibraryFolder folder, ThreadStateListener changes) {
        this.shim = shim;
        this.folder = folder;
        this.changes = changes;
    }

    /** Create a loader that takes no notice of what libraries change of their thread. */
    public static LibraryLoader below(Path parent, Shim shim) {
        return below(parent, shim, ThreadStateListener.NONE);
    }

    /**
     * Create a loader whose files lie in a new private directory below {@code parent}, which must allow programs to be run.
     *
     * @param changes is told what constructors and destructors of libraries have changed of their thread
     */
    public static LibraryLoader below(Path parent, Shim shim, ThreadStateListener changes) {
        try {
            LibraryLoader loader = new LibraryLoader(shim, LibraryFolder.below(parent), changes);
            try {
                loader.openGlobals();
                return loader;
            } catch (IOException | RuntimeException | Error e) {
                closeAfter(e, loader);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a private directory for native libraries below " + parent, e);
        }
    }

    /**
     * Open a shared object.
     *
     * @param purpose what it is, for error texts: "kernel 3 of callable x"
     * @throws NativeLibraryException if the bytes cannot be written or the loader refuses them
     * @throws ElfFormatException     if they are damaged
     */
    public NativeLibrary open(MemorySegment bytes, String purpose, Binding binding) {
        String tag = tag(bytes);
        Path file = folder.file("lib" + loads.incrementAndGet() + "-" + tag + ".so");
        MemorySegment copy = LoadableCopy.of(bytes, Shim.GLOBAL_FUNCTIONS, purpose);
        try {
            boolean kept = false;
            try {
                folder.write(copy, file);
                long handle;
                try {
                    handle = shim.open(file, purpose, binding);
                } finally {
                    changes.changed("a constructor of " + purpose, shim.settleThread());
                }
                kept = SanitizerRuntime.isPresent();
                return new NativeLibrary(shim, purpose, tag, handle, file, kept ? folder : null, changes);
            } finally {
                if (!kept) {
                    folder.remove(file);
                }
            }
        } catch (IOException e) {
            throw new NativeLibraryException("%s: cannot write its %d bytes to %s: %s".formatted(purpose,
                    bytes.byteSize(), file, e), e);
        }
    }

    /**
     * Return what the names of files end with that hold these bytes. A report names a file that is gone; whoever has the
     * bytes knows them by this.
     */
    public static String tag(MemorySegment bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes.asByteBuffer());
        return HexFormat.of().toHexDigits(sum.getValue(), 8);
    }

    /**
     * Take the functions of the runtime from the global scope and remove the private directory; libraries that are open stay
     * open, and for AddressSanitizer their files too.
     */
    @Override
    public void close() {
        long handle = globals.getAndSet(0);
        if (handle != 0) {
            shim.close(handle, "the library of global functions");
        }
        if (SanitizerRuntime.isAddressSanitizer()) {
            return;
        }
        folder.close();
    }

    private static void closeAfter(Throwable failure, LibraryLoader loader) {
        try {
            loader.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Open and close a library of our own, as {@link #open} does with those of users, to see whether that is possible.
     *
     * @throws NativeLibraryException if the library cannot be written, or the loader refuses it
     */
    public void probe() {
        open(ownLibrary(), "a library of the runtime's own", Binding.NOW).close();
    }

    private MemorySegment ownLibrary() {
        ElfMachine machine = ElfMachine.ofArchitecture(HostEnvironment.current().architecture());
        return AddressLibrary.of(machine, shim.globalFunctions());
    }

    private void openGlobals() throws IOException {
        Path file = folder.file("globals.so");
        folder.write(ownLibrary(), file);
        try {
            long handle = shim.openGlobal(file,
                    "cannot give kernels the functions " + shim.globalFunctions().keySet());
            globals.set(handle);
            requireAbsolute(handle);
        } finally {
            folder.remove(file);
        }
    }

    private void requireAbsolute(long handle) {
        shim.globalFunctions().forEach((name, address) -> {
            if (shim.symbol(handle, name).value() != address) {
                throw new NativeLibraryException("kernels would find '" + name
                        + "' at a wrong address: the loader of this system moves absolute symbols; glibc 2.28 or later"
                        + " is needed");
            }
        });
    }
}
