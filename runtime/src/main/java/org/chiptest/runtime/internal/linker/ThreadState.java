package org.chiptest.runtime.internal.linker;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** State of a thread that user code can change and must not leave changed: the shim puts it back, and says what it was. */
public enum ThreadState {

    FLOATING_POINT(1, "the floating-point environment (rounding, flush-to-zero, exceptions)"),
    X87_STACK(2, "the x87 register stack"),
    PROCESSOR_FLAGS(4, "the direction or alignment-check flag"),
    SIGNAL_MASK(8, "the signal mask"),
    CPU_AFFINITY(16, "the CPU affinity"),
    LOCALE(32, "the locale of the thread"), ALTERNATE_STACK(64, "the stack of its signal handlers");

    private final int bit;
    private final String text;

    ThreadState(int bit, String text) {
        this.bit = bit;
        this.text = text;
    }

    /** Return the states of the shim's bits. */
    static Set<ThreadState> ofBits(int bits) {
        return Arrays.stream(values()).filter(state -> (bits & state.bit) != 0)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(ThreadState.class)));
    }

    /** Name some states, for the middle of a sentence. */
    public static String describe(Set<ThreadState> states) {
        return states.stream().map(state -> state.text).collect(Collectors.joining(", "));
    }
}
