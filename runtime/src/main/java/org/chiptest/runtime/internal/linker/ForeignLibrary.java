package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;

/**
 * A library that somebody else has written, opened from its own file as it is, and the calls of its C interface.
 *
 * <p>A call may set variables of the C environment, which Java's map does not show, and has them back when it returns. What it throws, and
 * what it leaves changed of its thread, ends with it. Used by one thread at a time.
 */
public final class ForeignLibrary implements AutoCloseable {

    /** Who may use the names of a library. */
    public enum Scope {
        /** Every library that is opened later. */
        GLOBAL,
        /** Who asks this library for them. */
        LOCAL
    }

    private static final int TEXT_CAPACITY = 8192;
    private static final int MOST_ARGUMENTS = 11;

    private final Shim shim;
    private final String purpose;
    private final Path file;
    private final long handle;
    private final LibraryCall note;
    private final MemorySegment call = Arena.ofAuto().allocate(ForeignCallDescriptor.SIZE, Long.BYTES);
    private final MemorySegment words = Arena.ofAuto().allocate(JAVA_LONG, MOST_ARGUMENTS);
    private final MemorySegment text = Arena.ofAuto().allocate(TEXT_CAPACITY);
    private final Map<String, Long> addresses = new HashMap<>();

    private ForeignLibrary(Shim shim, String purpose, Path file, long handle, LibraryCall note) {
        this.shim = shim;
        this.purpose = purpose;
        this.file = file;
        this.handle = handle;
        this.note = note;
        call.set(JAVA_LONG, ForeignCallDescriptor.WORDS, words.address());
        call.set(JAVA_LONG, ForeignCallDescriptor.TEXT, text.address());
        call.set(JAVA_LONG, ForeignCallDescriptor.TEXT_CAPACITY, TEXT_CAPACITY);
    }

    /**
     * Open a library with all that it needs.
     *
     * @param purpose what it is, for error texts
     * @param note    is told what the library is asked, as it may not come back
     * @throws NativeLibraryException if the loader refuses it, with the loader's words
     */
    public static ForeignLibrary open(Shim shim, Path file, String purpose, Scope scope, LibraryCall note) {
        note.begin("dlopen of " + file.getFileName());
        try {
            long handle = switch (scope) {
                case GLOBAL -> shim.openGlobal(file, purpose + ": cannot open its library");
                case LOCAL -> shim.open(file, purpose, Binding.NOW);
            };
            return new ForeignLibrary(shim, purpose, file, handle, note);
        } finally {
            note.end();
            shim.settleThread();
        }
    }

    /** Return what the library was opened for. */
    public String purpose() {
        return purpose;
    }

    /** Return the file that it was opened from. */
    public Path file() {
        return file;
    }

    /** Call a function without changing the environment. */
    public long call(ForeignType type, String function, long... arguments) {
        return call(type, function, Map.of(), arguments);
    }

    /**
     * Call a function.
     *
     * @param variables what the C environment has during the call, beside what it has anyway
     * @return its result; the code of functions that return an {@code int}
     * @throws NativeLibraryException if the library does not have the function
     * @throws CppException           if it threw
     */
    public long call(ForeignType type, String function, Map<String, String> variables, long... arguments) {
        if (arguments.length != type.arguments()) {
            throw new IllegalArgumentException(function + " takes " + type.arguments() + " words as " + type + ", not "
                    + arguments.length);
        }
        call.set(JAVA_LONG, ForeignCallDescriptor.FUNCTION, address(function));
        call.set(JAVA_LONG, ForeignCallDescriptor.TYPE, type.number());
        for (int i = 0; i < arguments.length; i++) {
            words.setAtIndex(JAVA_LONG, i, arguments[i]);
        }
        note.begin(function);
        try {
            if (variables.isEmpty()) {
                return call(0);
            }
            try (Arena arena = Arena.ofConfined()) {
                return call(pairs(variables, arena).address());
            }
        } finally {
            note.end();
        }
    }

    /** Tell whether a function is there. */
    public boolean has(String function) {
        return shim.symbol(handle, function).address().isPresent();
    }

    /** Tell whether the library is still in the process, after it was closed. */
    public boolean isLoaded() {
        return shim.isLoaded(file);
    }

    /**
     * Close the library, which none of its threads may be using.
     *
     * @throws NativeLibraryException if the loader refuses
     */
    @Override
    public void close() {
        note.begin("dlclose of " + file.getFileName());
        try {
            shim.close(handle, purpose);
        } finally {
            note.end();
            shim.settleThread();
        }
    }

    private long call(long variables) {
        call.set(JAVA_LONG, ForeignCallDescriptor.VARIABLES, variables);
        int outcome = shim.callForeign(call.address());
        shim.settleThread();
        if (Shim.threw(outcome)) {
            throw CppException.at(text);
        }
        return call.get(JAVA_LONG, ForeignCallDescriptor.RESULT);
    }

    private long address(String function) {
        return addresses.computeIfAbsent(function, name -> shim.symbol(handle, name)
                .orElseThrow(reason -> new NativeLibraryException(purpose + ": no symbol '" + name + "': " + reason)));
    }

    private static MemorySegment pairs(Map<String, String> variables, Arena arena) {
        MemorySegment pairs = arena.allocate(JAVA_LONG, 2L * variables.size() + 1);
        int at = 0;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            pairs.setAtIndex(JAVA_LONG, at++, arena.allocateFrom(variable.getKey()).address());
            pairs.setAtIndex(JAVA_LONG, at++, arena.allocateFrom(variable.getValue()).address());
        }
        return pairs;
    }
}
