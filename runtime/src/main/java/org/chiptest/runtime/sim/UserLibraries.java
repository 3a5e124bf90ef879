package org.chiptest.runtime.sim;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.elf.ElfFormatException;
import org.chiptest.runtime.elf.ElfMachine;
import org.chiptest.runtime.elf.SharedObject;
import org.chiptest.runtime.linker.LibraryLoader;
import org.chiptest.runtime.linker.LibraryLoader.Binding;
import org.chiptest.runtime.linker.NativeLibrary;
import org.chiptest.runtime.linker.NativeLibraryException;
import org.chiptest.runtime.linker.Shim;

/** Opens the libraries that users built: checks that this machine can run them before the loader sees them. */
final class UserLibraries implements AutoCloseable {

    private final LibraryLoader loader;
    private final ElfMachine machine = ElfMachine.ofArchitecture(System.getProperty("os.arch"));

    UserLibraries(Shim shim, Path scratch) {
        loader = LibraryLoader.below(scratch, shim);
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

    @Override
    public void close() {
        loader.close();
    }

    private static DeviceException refused(RuntimeException e) {
        return new DeviceException(-1, String.valueOf(e.getMessage()), e);
    }
}
