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

    LIMITS("a resource limit"), WORKING_FOLDER("the working folder"), ROOT_FOLDER("the root folder"),
    PRIVATE_FOLDER("the folder of its libraries"), FILE_MODE_MASK("the file mode mask"),
    IDENTITY("users, groups or capabilities"), SYSTEM_CALL_FILTER("the filter of system calls"),
    SCHEDULING("scheduling or nice value of a thread"), TIMERS("timers"), SIGNAL_HANDLERS("signal handlers"),
    STANDARD_STREAMS("a standard stream"), ENVIRONMENT("environment variables"), PROCESS_LOCALE("the locale"),
    CPP_HANDLERS("a handler of C++"), NAMESPACES("what threads share, or their namespaces"),
    ATTRIBUTES("attributes of the process (prctl, personality)"), MEMORY("memory: no more can be mapped"),
    DESCRIPTORS("file descriptors: few are left"), LIFELINE("the pipe to its parent, which is closed"),
    /** Not a change of state: there are children, or such that nobody has waited for. */
    CHILDREN("children");

    private final String text;

    ProcessState(String text) {
        this.text = text;
    }

    /** Return the shim's number of this state. */
    public long bit() {
        return 1L << ordinal();
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
