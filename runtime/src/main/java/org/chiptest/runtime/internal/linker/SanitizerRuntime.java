package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The run-time library of a sanitizer, if one was loaded into this process before everything else.
 *
 * <p>AddressSanitizer watches the C heap, stacks and globals. Memory that we map is unknown to it, so we tell it which parts of that
 * nobody may touch. Java's own accesses are not checked, whatever is poisoned.
 */
public final class SanitizerRuntime {

    private static final Linker LINKER = Linker.nativeLinker();

    // the signature of the shim's functions, so that linking it costs nothing more
    private static final MethodHandle CALL = LINKER
            .downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    // what was loaded first is a property of the process
    private static final MemorySegment POISON = loadedFirst("__asan_poison_memory_region");
    private static final MemorySegment UNPOISON = loadedFirst("__asan_unpoison_memory_region");
    private static final boolean PRESENT = isAddressSanitizer()
            || isLoadedFirst("__ubsan_handle_type_mismatch_v1_abort");

    private SanitizerRuntime() {}

    /** Tell whether it is AddressSanitizer's. */
    public static boolean isAddressSanitizer() {
        return POISON.address() != 0;
    }

    /** Tell whether there is any: its reports name source lines as long as the files of libraries exist. */
    public static boolean isPresent() {
        return PRESENT;
    }

    /** Forbid native code to touch a range; of a unit of 8 bytes that is shared with what lies before, only the rest. */
    public static void poison(long address, long bytes) {
        call(POISON, address, bytes);
    }

    /** Allow native code to touch a range again. */
    public static void unpoison(long address, long bytes) {
        call(UNPOISON, address, bytes);
    }

    private static void call(MemorySegment function, long address, long bytes) {
        if (function.address() == 0 || bytes <= 0) {
            return;
        }
        try {
            long _ = (long) CALL.invokeExact(function, address, bytes, 0L, 0L);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    private static boolean isLoadedFirst(String symbol) {
        return loadedFirst(symbol).address() != 0;
    }

    /** Find a symbol as any library of the process would; what was opened later with its own symbols only is not found. */
    private static MemorySegment loadedFirst(String symbol) {
        MemorySegment dlsym = LINKER.defaultLookup().findOrThrow("dlsym");
        try (Arena arena = Arena.ofConfined()) {
            return MemorySegment
                    .ofAddress((long) CALL.invokeExact(dlsym, 0L, arena.allocateFrom(symbol).address(), 0L, 0L));
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }
}
