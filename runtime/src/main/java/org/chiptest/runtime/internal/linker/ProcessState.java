package org.chiptest.runtime.internal.linker;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * State of a process that user code can change without crashing it, so that whoever uses the process next fails or finds something else:
 * the shim compares it with what was there before any user code.
 */
public enum ProcessState {

    LIMITS(0, "a resource limit"),
    WORKING_FOLDER(1, "the working folder"),
    ROOT_FOLDER(2, "the root folder"),
    PRIVATE_FOLDER(3, "the folder of its libraries"),
    FILE_MODE_MASK(4, "the file mode mask"),
    IDENTITY(5, "users, groups or capabilities"),
    SYSTEM_CALL_FILTER(6, "the filter of system calls"),
    SCHEDULING(7, "scheduling or nice value of a thread"),
    TIMERS(8, "timers"),
    SIGNAL_HANDLERS(9, "signal handlers"),
    STANDARD_STREAMS(10, "a standard stream"),
    ENVIRONMENT(11, "environment variables"),
    PROCESS_LOCALE(12, "the locale"),
    CPP_HANDLERS(13, "a handler of C++"),
    NAMESPACES(14, "what threads share, or their namespaces"),
    ATTRIBUTES(15, "attributes of the process (prctl, personality, ptrace)"),
    MEMORY(16, "memory: no more can be mapped"),
    DESCRIPTORS(17, "file descriptors: few are left"),
    LIFELINE(18, "the pipe to its parent, which is closed"),
    MAPPINGS(19, "memory mappings of others, or locked memory"),
    KEPT_MEMORY(20, "memory: it keeps more than 1 GiB"),
    FILES(21, "files in its working folder"),
    /** What the shim cannot tell from threads of Java. */
    THREADS(22, "threads that user code started and that still run"),
    /** Not a change of state: there are children, or such that nobody has waited for. */
    CHILDREN(23, "children");

    private final int position;
    private final String text;

    ProcessState(int position, String text) {
        this.position = position;
        this.text = text;
    }

    /** Return the shim's number of this state. */
    @SuppressWarnings("EnumOrdinal") // the shim numbers them in this order
    public long bit() {
        return 1L << position;
    }

    /** Return the states of the shim's bits. */
    public static Set<ProcessState> ofBits(long bits) {
        return Arrays.stream(values()).filter(state -> (bits & state.bit()) != 0)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(ProcessState.class)));
    }

    /** Name some states, for the middle of a sentence. */
    public static String describe(Set<ProcessState> states) {
        return states.stream().map(state -> state.text).collect(Collectors.joining(", "));
    }
}
