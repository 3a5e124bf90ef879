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
    FORK(25, Words.LEFT + ".+' \\(pid \\d+(, not waited for)?\\)"), CHILD_LEFT(26, Words.LEFT + ".+' \\(pid \\d+\\)"),
    DAEMON(27, Words.LEFT + ".+' \\(pid \\d+\\)"),
    COPY_THAT_TOUCHES_SHARED_MEMORY(28, Words.LEFT + ".+' \\(pid \\d+(, not waited for)?\\)"),
    ORDERLY_PROCESSES(29, ""),
    DAEMON_WITHOUT_ENVIRONMENT(30, Words.LEFT + ".+' \\(pid \\d+\\)"),
    // What follows leaves the process so that it is replaced.
    FILE_SIZE_LIMIT(31, Words.CHANGED + "a resource limit"),
    ADDRESS_SPACE_LIMIT(32, Words.CHANGED + "a resource limit"),
    DESCRIPTOR_LIMIT(33, Words.CHANGED + "a resource limit.*file descriptors"),
    PROCESS_LIMIT(34, Words.CHANGED + "a resource limit"),
    NO_WORKING_FOLDER(35, Words.CHANGED + "the folder of its libraries"),
    OTHER_WORKING_FOLDER(36, Words.CHANGED + "the working folder"),
    OTHER_ROOT(37, Words.CHANGED + "the root folder"),
    CLOSED_FILE_MODE_MASK(38, Words.CHANGED + "the file mode mask"),
    OTHER_USER(39, Words.CHANGED + "users, groups or capabilities"),
    DENIED_OPEN(40, Words.CHANGED + "the filter of system calls"),
    DENIED_OPEN_OF_A_THREAD(41, Words.CHANGED + "the filter of system calls"),
    NO_MAPPINGS(42, Words.CHANGED + "memory: no more can be mapped"),
    CLOSED_OUTPUT(43, Words.CHANGED + "a standard stream"),
    CLOSED_DESCRIPTORS(44, Outcome.EITHER, ""),
    ALARM(45, Words.CHANGED + "timers"),
    TIMER(46, Words.CHANGED + "timers"),
    NICE_VALUE(47, Words.CHANGED + "scheduling or nice value"),
    IDLE_SCHEDULING(48, Words.CHANGED + "scheduling or nice value"),
    TEMPORARY_FOLDER(49, Words.CHANGED + "environment variables"),
    OWN_NAMESPACE(50, Words.CHANGED + "what threads share, or their namespaces"),
    SIGNAL_HANDLER(51, Words.CHANGED + "signal handlers"),
    PROCESS_LOCALE(52, Words.CHANGED + "the locale"),
    TERMINATE_HANDLER(53, Words.CHANGED + "a handler of C\\+\\+"),
    DUMPABLE(54, Words.CHANGED + "attributes of the process"),
    ALTERNATE_STACK(55, "changed the stack of its signal handlers of its thread"),
    FOLDER_WITHOUT_ACCESS(56, Words.CHANGED + "the folder of its libraries"),
    THREAD_LEFT(59, Words.CHANGED + "threads that user code started"),
    NAMED_THREAD_LEFT(60, Words.CHANGED + "threads that user code started"),
    READ_ONLY_TENSORS(61, Words.CHANGED + "memory mappings of others"),
    UNMAPPED_TENSORS(62, Words.CHANGED + "memory mappings of others"),
    FILE_LEFT(63, Words.CHANGED + "files in its working folder"),
    DEEP_FOLDER(88, Words.CHANGED + "files in its working folder"),
    OUTPUT_REDIRECTED(64, Words.CHANGED + "a standard stream"),
    OUTPUT_LOCKED(65, Words.CHANGED + "a standard stream"), OUTPUT_FORMAT(66, Words.CHANGED + "a standard stream"),
    NO_MORE_CODE(67, Words.CHANGED + "attributes of the process"),
    MEMORY_KEPT(68, Words.CHANGED + "memory: it keeps more than 1 GiB"),
    MEMORY_LOCKED(69, Words.CHANGED + "memory mappings of others, or locked memory"),
    NETWORK_NAMESPACE(70, Words.CHANGED + "what threads share, or their namespaces"),
    OUT_OF_MEMORY_SCORE(71, Words.CHANGED + "attributes of the process"),
    REALTIME_SIGNAL(72, Words.CHANGED + "signal handlers"), CPP_LOCALE(73, Words.CHANGED + "the locale"),
    RELAY(74, Words.LEFT + ".+' \\(pid \\d+(, not waited for)?\\)"),
    // What follows shows only when the next one opens a library: it is repeated on another worker, and passes.
    NO_LIBRARY_FOLDER(57, ""), BROKEN_UNLINK(58, ""),
    // What follows is harmless.
    LOG_CUT(75, ""), KEY_DESTRUCTOR(76, ""),
    // What follows becomes the test JVM's own: its children, and a thread that it traces.
    SIBLING(89, Words.LEFT + ".+' \\(pid \\d+\\)"),
    SIBLING_WITHOUT_ENVIRONMENT(90, Words.LEFT + ".+' \\(pid \\d+\\)"),
    SIBLING_IN_ITS_MEMORY(91, Words.LEFT + ".+' \\(pid \\d+\\)"),
    TRACED(92, Words.CHANGED + "attributes of the process"),
    TRACED_AND_STOPPED(93, Outcome.FAILS, Words.LATE + "|gave no answer within"),
    // What follows ends the process, or the run.
    TERMINATED(77, Outcome.FAILS, "was ended by signal 15 \\(SIGTERM"),
    GROUP_SIGNALLED(78, Outcome.FAILS, "was ended by signal 15 \\(SIGTERM"),
    THREAD_ENDED(79, Outcome.FAILS, "SIGABRT"), NO_CLOCK(80, Outcome.FAILS, "SIGSEGV|SIGABRT"),
    QUICK_EXIT(81, Outcome.FAILS, "exited with code 0"),
    LITTLE_STACK(82, Outcome.FAILS, "SIGSEGV|SIGABRT|StackOverflowError"),
    // What follows ends the process when it happens to.
    SHORT_ALARM(83, Outcome.EITHER, ""), THREAD_CANCELLED(84, Outcome.EITHER, ""),
    THREAD_THAT_CRASHES(85, Outcome.EITHER, ""), DESCRIPTORS_REPLACED(86, Outcome.EITHER, ""),
    GARBAGE_IN_CONTROL(87, Outcome.EITHER, ""),
    /** Done by the test itself. */
    SHARED_MEMORY_EXHAUSTED(0, "no room|free"),
    /** A thread of the test itself that does not stop using the worker. */
    THREAD_THAT_RUNS_ON(0, Outcome.EITHER, "");

    /** What becomes of the scenario that does it. */
    enum Outcome {
        PASSES, FAILS, EITHER
    }

    private final long code;
    private final Outcome outcome;
    private final String words;

    private static final boolean AS_ROOT = "root".equals(System.getProperty("user.name"));

    private static final class Words {
        static final String MODE = "changed the floating-point environment .* of its thread and left it so; it was put back";
        static final String LEFT = "user code of [\\w, ]+ left processes behind, which were ended: '";
        static final String CHANGED = "user code of [\\w, ]+ left its process changed, which is replaced: .*";
        static final String LATE = "run_prepared failed with code -100: .*did not end within its deadline of";
    }

    Fault(long code, String words) {
        this(code, code < 18 ? Outcome.FAILS : Outcome.PASSES, words);
    }

    Fault(long code, Outcome outcome, String words) {
        this.code = code;
        this.outcome = outcome;
        this.words = words;
    }

    /** Return what becomes of the scenario that does it. */
    Outcome outcome() {
        return outcome;
    }

    /** Tell whether it leaves the process changed, without crashing it. */
    boolean changesProcess() {
        return code > DAEMON_WITHOUT_ENVIRONMENT.code;
    }

    /** Tell whether this process may do it. */
    boolean isPossible() {
        return switch (this) {
            case OTHER_ROOT, OTHER_USER, OWN_NAMESPACE, NETWORK_NAMESPACE -> AS_ROOT;
            default -> true;
        };
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
