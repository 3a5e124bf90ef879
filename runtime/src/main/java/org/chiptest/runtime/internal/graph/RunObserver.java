package org.chiptest.runtime.internal.graph;

import org.chiptest.runtime.internal.linker.KernelCall;

/**
 * Watch the dispatch path of one run: captures and checks stand on this.
 *
 * <p>Each event is told by the thread that makes it happen, before any other thread can act on it; events of different threads come
 * at the same time. A task's object is used anew once it has {@link #completed}: what is to be kept has to be copied. An observer
 * returns soon, does not throw and calls nothing of the run; an exception of it fails the run.
 *
 * <p>A <em>thread</em> is the seat of a kernel thread: 0 for the device's caller, who also orchestrates, and 1 and up for the others.
 */
public interface RunObserver {

    /** Seat of the device's caller. */
    int CALLER = 0;

    /** Why a task runs after another one. */
    enum Origin {
        /** The orchestration says so. */
        EXPLICIT,
        /** The producer created the memory of an argument. */
        CREATOR,
        /** The producer wrote bytes that an argument names. */
        TENSOR_MAP
    }

    /** Argument of an edge that comes from no argument. */
    int NO_ARGUMENT = -1;

    /** How the region of a consumer meets what its producer wrote. */
    enum Meeting {
        /** No regions were compared. */
        UNKNOWN,
        /** Every byte that the producer wrote belongs to it. */
        COVERED,
        /** They have bytes in common otherwise. */
        OTHER
    }

    /** Note a task with its kernels, which the orchestrator has allocated just now, before its edges. The caller's thread. */
    default void created(Task task) {}

    /** Note a task that only owns memory: it has completed already. The caller's thread. */
    default void allocated(Task task) {}

    /**
     * Note that a task runs after another one, once for each reason there is. The caller's thread.
     *
     * @param argument         index of the consumer's argument that makes it so, or {@link #NO_ARGUMENT}
     * @param producerArgument index of the producer's argument that it wrote, or {@link #NO_ARGUMENT} if that is not known
     */
    default void edge(Task producer, Task consumer, Origin origin, int argument, Meeting meeting,
            int producerArgument) {}

    /** Note what a task that was created, or allocated, is given; before it is ready. The caller's thread. */
    default void submitted(Task task, SubmittedTask content) {}

    /** Note that the orchestration asks for something; what it takes is told by {@link #orchestrated}. The caller's thread. */
    default void orchestrationEntered() {}

    /**
     * Note that the orchestrator has done another step than to allocate since it told the last one, or was entered; for the task that was created since then,
     * if one was, which other threads may have completed by now. The caller's thread.
     */
    default void orchestrated(OrchestrationStep step) {}

    /** Note that the orchestrator has come to a step and had nothing to do for it: it took no time. The caller's thread. */
    default void skipped(OrchestrationStep step) {}

    /** Note that a scope begins, or has ended. The caller's thread. */
    default void scope(boolean begin, ScopeUsage usage) {}

    /** Note what the runtime itself has counted, at the end of a run. The caller's thread. */
    default void counted(long tasks, long edges, long kernels) {}

    /** Note that a task waits for no other task any more. */
    default void ready(Task task, int thread) {}

    /** Note that a kernel of one block has got its core; its arguments are laid out next. */
    default void dispatched(Task task, int block, int core, int thread) {}

    /**
     * Note that a kernel is called next.
     *
     * @return address of three words, for the moments when the kernel itself begins and ends, and when its thread learns of the end; 0 if
     *         they are not wanted
     */
    default long started(Task task, int block, int core, int thread) {
        return KernelCall.NO_STAMPS;
    }

    /** Note that a kernel has returned, or thrown. */
    default void ended(Task task, int block, int core, int thread) {}

    /** Note that a task is completed next which something else than its kernels has held back until now. */
    default void conditionMet(Task task, int thread) {}

    /** Note that all blocks of a task have ended and nothing holds it back; its consumers learn of it next. */
    default void completed(Task task, int thread) {}

    /** Note that the run has failed: what is running may still return, or never. Any thread; once at most. */
    default void failed() {}

    /** Note that the orchestration cannot go on before something has happened. The caller's thread. */
    default void waitBegan() {}

    /** Note that the orchestration goes on, or is given up. The caller's thread. */
    default void waitEnded() {}
}
