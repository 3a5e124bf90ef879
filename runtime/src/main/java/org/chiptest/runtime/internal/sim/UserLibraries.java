package org.chiptest.runtime.internal.sim;

import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.callable.EntryLookup;
import org.chiptest.runtime.internal.elf.ElfFormatException;
import org.chiptest.runtime.internal.elf.ElfMachine;
import org.chiptest.runtime.internal.elf.SharedObject;
import org.chiptest.runtime.internal.linker.LibraryLoader;
import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.chiptest.runtime.internal.linker.NativeLibrary;
import org.chiptest.runtime.internal.linker.NativeLibraryException;
import org.chiptest.runtime.internal.linker.Shim;
import org.chiptest.runtime.internal.linker.ThreadStateListener;
import org.chiptest.runtime.internal.log.RuntimeLog;
import org.chiptest.runtime.internal.settings.HostEnvironment;

/**
 * Open the libraries that users built, checking that this machine can run them before the loader sees them, and closes them, knowing
 * which of them really went.
 */
final class UserLibraries implements AutoCloseable {

    private final LibraryLoader loader;
    private final RuntimeLog log;
    private final ElfMachine machine = ElfMachine.ofArchitecture(HostEnvironment.current().architecture());

    /** Libraries that were closed together and of which some stayed, with what is to be done when they have gone. */
    private final List<Staying> staying = new ArrayList<>();
    private final Set<String> reported = new HashSet<>();

    private record Staying(List<NativeLibrary> libraries, Runnable gone) {}

    UserLibraries(Shim shim, Path scratch, RuntimeLog log, ThreadStateListener changes) {
        loader = LibraryLoader.below(scratch, shim, changes);
        this.log = log;
    }

    /**
     * Open a library.
     *
     * @param purpose what it is, for error texts
     * @throws DeviceException -1 if the bytes are no shared object of this machine, or the loader refuses them
     */
    NativeLibrary open(MemorySegment bytes, String purpose, Binding binding) {
        try {
            SharedObject.require(bytes, machine, purpose);
            return loader.open(bytes, purpose, binding);
        } catch (ElfFormatException | NativeLibraryException e) {
            throw refused(e);
        }
    }

    /**
     * Refuse a library without a function that it must have, before it is opened; what its bytes do not tell is found when it is.
     *
     * @param purpose what it is, for error texts
     * @throws DeviceException -1 if it exports no such function
     */
    static void requireFunction(MemorySegment bytes, String symbol, String purpose) {
        EntryLookup.complaint(bytes, symbol, purpose).ifPresent(complaint -> {
            throw new DeviceException(complaint);
        });
    }

    /**
     * Open and close a library of ours, to see that this is possible.
     *
     * @throws DeviceException -1 if it is not
     */
    void probe() {
        try {
            loader.probe();
        } catch (NativeLibraryException | UncheckedIOException e) {
            throw refused(e);
        }
    }

    /**
     * Return the address of a symbol that a library must have.
     *
     * @throws DeviceException -1 if it has not
     */
    static long require(NativeLibrary library, String symbol) {
        try {
            return library.symbol(symbol);
        } catch (NativeLibraryException e) {
            throw refused(e);
        }
    }

    /**
     * Close libraries.
     *
     * @param gone runs when all have left the process: now, or, if something keeps one, when {@link #lookAgain} finds it gone
     */
    void close(List<NativeLibrary> libraries, Runnable gone) {
        libraries.forEach(NativeLibrary::close);
        List<NativeLibrary> kept = libraries.stream().filter(NativeLibrary::isLoaded).toList();
        if (kept.isEmpty()) {
            gone.run();
            return;
        }
        staying.add(new Staying(kept, gone));
        kept.stream().filter(library -> reported.add(library.purpose() + library.tag()))
                .forEach(library -> log.warn("dlclose", library.purpose()
                        + " stays in the process after it was closed, and counts as live: a thread_local object with a"
                        + " destructor keeps its library until the thread ends, a dlopen of itself until a dlclose"));
    }

    /** Look whether libraries that were closed and stayed have gone since. */
    void lookAgain() {
        staying.removeIf(closed -> {
            if (closed.libraries.stream().anyMatch(NativeLibrary::isLoaded)) {
                return false;
            }
            closed.gone.run();
            return true;
        });
    }

    @Override
    public void close() {
        loader.close();
    }

    private static DeviceException refused(RuntimeException e) {
        return new DeviceException(String.valueOf(e.getMessage()), e);
    }
}
