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
    // What follows lets its scenario pass; only words that it publishes tell of it, if there are any.
    FLUSH_TO_ZERO(18, Words.MODE), ROUNDING(19, Words.MODE), X87_PRECISION(20, Words.MODE),
    UNMASKED_EXCEPTIONS(21, Words.MODE),
    DIRECTION_FLAG(22, "changed the direction or alignment-check flag of its thread"),
    MMX_STATE(23, ""), BLOCKED_SIGNALS(24, "changed the signal mask of its thread"),
    FORK(25, Words.LEFT + ".+' \\(pid \\d+, not waited for\\)"), CHILD_LEFT(26, Words.LEFT + ".+' \\(pid \\d+\\)"),
    DAEMON(27, Words.LEFT + ".+' \\(pid \\d+\\)"),
    COPY_THAT_TOUCHES_SHARED_MEMORY(28, Words.LEFT + ".+' \\(pid \\d+, not waited for\\)"), ORDERLY_PROCESSES(29, ""),
    DAEMON_WITHOUT_ENVIRONMENT(30, Words.LEFT + ".+' \\(pid \\d+\\)"),
    /** Done by the test itself. */
    SHARED_MEMORY_EXHAUSTED(0, "no room|free");

    private final long code;
    private final String words;

    private static final class Words {
        static final String MODE = "changed the floating-point environment .* of its thread and left it so; it was put back";
        static final String LEFT = "user code of \\w+ left processes behind, which were ended: '";
        static final String LATE = "run_prepared failed with code -100: .*did not end within its deadline of";
    }

    Fault(long code, String words) {
        this.code = code;
        this.words = words;
    }

    /** Tell whether the scenario that does it passes all the same. */
    boolean passes() {
        return code >= FLUSH_TO_ZERO.code;
    }

    /** Return the number by which the native code knows it. */
    long code() {
        return code;
    }

    /** Return the pattern of what its failure, or the warning that its scenario publishes, must say; empty: nothing. */
    String words() {
        return words;
    }
}
