package org.chiptest.engine.internal.meaning;

import java.util.Arrays;
import java.util.Optional;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.failure.UserFailure;

/**
 * What a code means with which an operation of a device fails, what usually causes it, and what to do next. Codes are those of the C
 * interface ({@code docs/contract/devices.md#operations-of-a-device}), negative; {@code docs/error-codes.md} shows this table.
 */
public enum ErrorMeaning {

    FAILED(-1,
            "the operation was refused or failed, and has no code of its own; or a scope fills its ring (SCOPE_DEADLOCK)",
            "a callable id that is in use or not prepared, a configuration out of range, code that threw or died",
            "read the message, which says what was found; the worker's log is attached where there is more"),
    HEAP_RING_DEADLOCK(-2, "a task needs memory for its tensors, and none can come back",
            "a scope holds more created tensors than fit into the heap of its ring, or one of them is larger than the heap",
            "end scopes earlier, or set a larger heap (`RunSettings.withHeapBytes`)"),
    FLOW_CONTROL_DEADLOCK(-3, "a task needs a place in its ring, and none can come back",
            "tasks of outer scopes of the same ring keep all places",
            "end scopes earlier, nest fewer of them, or set a larger window (`RunSettings.withTaskWindow`)"),
    DEP_POOL_OVERFLOW(-4, "there is no room for another dependency, or for another region that a live task writes",
            "tasks with very many producers, or very many views of one tensor",
            "state fewer dependencies by hand, or set a larger pool (`RunSettings.withDepPool`)"),
    INVALID_ARGS(-5, "a task was submitted that cannot be",
            "a tensor without storage, a shape or a tag that does not go together, too many arguments, a kernel that the callable does not have",
            "read which argument the message names, and compare the submit with the kernel's signature"),
    REQUIRE_SYNC_START_INVALID(-7, "more blocks are to start together than there are cores for",
            "the block number of a task that starts together exceeds the block dim of the run",
            "lower the number of blocks, or raise the case's `blockDim`"),
    TENSOR_WAIT_TIMEOUT(-8, "the orchestration waits for an element that is not there in time",
            "it reads or sets an element of a tensor whose producer or consumers cannot run yet",
            "submit whatever the element depends on before it is read, and end the scope that holds it back"),
    EXPLICIT_ORCH_FATAL(-9, "the orchestration has reported a fatal error",
            "its own check of the arguments",
            "read the text of its report in the message; another number than 9 is one that the orchestration chose"),
    SCHEDULER_TIMEOUT(-100, "the run has not ended in time, or nothing of it can go on",
            "a kernel that never returns, tasks that wait for each other, or a deadline that is too short",
            "look at what was running in the hang report; if it needs longer, raise the case's `timeoutSeconds`"),
    ASYNC_COMPLETION_INVALID(-101, "a task completes by conditions that cannot be used",
            "a condition without an address, or with one that nobody can write",
            "look at how the kernel registers its conditions"),
    ASYNC_WAIT_OVERFLOW(-102, "more tasks wait for their conditions than can",
            "more than 64 tasks of one run complete later",
            "let fewer of them be under way at the same time"),
    ASYNC_REGISTRATION_FAILED(-103, "a task has more conditions than it can have",
            "a kernel that registers more than 64",
            "register one condition for what can be waited for together");

    /** Where the whole table is. */
    public static final String PAGE = "docs/error-codes.md";

    private final int code;
    private final String meaning;
    private final String cause;
    private final String next;

    ErrorMeaning(int code, String meaning, String cause, String next) {
        this.code = code;
        this.meaning = meaning;
        this.cause = cause;
        this.next = next;
    }

    /** Find the meaning of a code; nothing if an orchestration or a foreign runtime has chosen it. */
    public static Optional<ErrorMeaning> of(int code) {
        return Arrays.stream(values()).filter(each -> each.code == code).findFirst();
    }

    /** Find the meaning of the code of a failure, in its causes too; nothing of a code that says no more than that it failed. */
    public static Optional<ErrorMeaning> of(Throwable failure) {
        return UserFailure.find(failure, DeviceException.class).flatMap(each -> of(each.code()))
                .filter(each -> each != FAILED);
    }

    /** Return the code, which is negative. */
    public int code() {
        return code;
    }

    /** Return code, meaning and what to do next in a line. */
    public String describe() {
        return code + " " + this + ": " + meaning + "; " + next.replace("`", "") + " (" + PAGE + ")";
    }

    /** Return its row of the page's table. */
    public String row() {
        return "| " + code + " | `" + this + "` | " + meaning + " | " + cause + " | " + next + " |";
    }
}
