package org.chiptest.runtime.internal.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.linker.ForeignLibrary;
import org.chiptest.runtime.internal.linker.ForeignType;

/**
 * Have the modules of a foreign runtime write warnings and errors to standard error, and nothing else.
 *
 * <pre>
 *   second generation: 0 abi_version u32 = 1 | 4 struct_size u32 = 16 | 8 threshold i32 | 12 clock_anchor_pid i32 | 16
 * </pre>
 *
 * Modules keep the pointer and one state serves all, so it lives as long as the process.
 */
final class HostLog {

    static final long STRUCT_SIZE = 4;
    static final long THRESHOLD = 8;
    static final long SIZE = 16;

    private static final int ABI_VERSION = 1;
    private static final int WARN = 30;
    /** The same in the numbers of the first generation. */
    private static final int FIRST_WARN = 2;
    private static final String FIRST_INIT = "simpler_log_init";

    private static final MemorySegment STATE = state();

    private HostLog() {}

    /** Tell a module what to write, if it has a log. */
    static void bind(ForeignLibrary module) {
        if (module.has(ForeignGeneration.BINDS_LOG)) {
            require(module, ForeignGeneration.BINDS_LOG,
                    module.call(ForeignType.CODE_OF_POINTER, ForeignGeneration.BINDS_LOG, STATE.address()));
        } else if (module.has(FIRST_INIT)) {
            require(module, FIRST_INIT, module.call(ForeignType.CODE_OF_NUMBERS, FIRST_INIT, FIRST_WARN, 0));
        }
    }

    private static void require(ForeignLibrary module, String function, long code) {
        if (code != 0) {
            throw new DeviceException((int) code, module.purpose() + ": " + function + " returned " + (int) code
                    + " when it was told to write warnings; its log has another form than this interface");
        }
    }

    private static MemorySegment state() {
        MemorySegment state = Arena.global().allocate(SIZE, Long.BYTES);
        state.set(JAVA_INT, 0, ABI_VERSION);
        state.set(JAVA_INT, STRUCT_SIZE, (int) SIZE);
        state.set(JAVA_INT, THRESHOLD, WARN);
        return state;
    }
}
