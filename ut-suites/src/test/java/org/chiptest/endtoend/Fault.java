package org.chiptest.endtoend;

/** What user code can do wrong; {@code fault.h} knows the same by these numbers. */
enum Fault {

    NONE(0, ""), NULL_POINTER(1, "crashed with SIGSEGV"), EXIT(2, "exited with code 3"),
    ABORT(3, "signal 6 \\(SIGABRT.*the JVM wrote no report"),
    EXCEPTION(4, "threw std::runtime_error: the device is on fire"), ENDLESS_LOOP(5, Words.LATE),
    DIVISION_BY_ZERO(6, "crashed with SIGFPE"), ILLEGAL_INSTRUCTION(7, "crashed with SIGILL"),
    BUS_ERROR(8, "crashed with SIGBUS"), STACK_OVERFLOW(9, "SIGSEGV"), SMASHED_HEAP(10, "SIGABRT|SIGSEGV"),
    DEADLOCK(11, Words.LATE + ".*kernel 7.*kernel 7"), KILLED(12, "was killed from outside by signal 9 \\(SIGKILL"),
    STOPPED(13, "gave no answer within .* ms; its Java code has not run for .*: the process was stopped"),
    NO_DESCRIPTORS(14, "threw std::runtime_error: no free descriptor"),
    GARBAGE_IN_MAILBOX(15, "was killed because its shared memory was overwritten"),
    /** Harmless for the run that does it. */
    HEAP_SMASHED_SILENTLY(16, ""), SMASHED_HEAP_USED(17, "SIGABRT|SIGSEGV"),
    /** Done by the test itself. */
    SHARED_MEMORY_EXHAUSTED(0, "no room|free");

    private final long code;
    private final String words;

    private static final class Words {
        static final String LATE = "run_prepared failed with code -100: .*did not end within its deadline of";
    }

    Fault(long code, String words) {
        this.code = code;
        this.words = words;
    }

    /** Return the number by which the native code knows it. */
    long code() {
        return code;
    }

    /** Return the pattern of what its failure must say. */
    String words() {
        return words;
    }
}
