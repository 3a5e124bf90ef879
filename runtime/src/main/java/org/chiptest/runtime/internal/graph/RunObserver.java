package org.chiptest.runtime.internal.graph;

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

    /** Note a task with its kernels, before its edges. The caller's thread. */
    default void created(Task task) {}

    /**
     * Note that a task runs after another one, once for each reason there is. The caller's thread.
     *
     * @param argument index of the consumer's argument that makes it so, or {@link #NO_ARGUMENT}
     */
    default void edge(Task producer, Task consumer, Origin origin, int argument) {}

    /** Note that a task waits for no other task any more. */
    default void ready(Task task, int thread) {}

    /** Note that a kernel of one block has got its core; its arguments are laid out next. */
    default void dispatched(Task task, int block, int core, int thread) {}

    /** Note that a kernel is called next. */
    default void started(Task task, int block, int core, int thread) {}

    /** Note that a kernel has returned, or thrown. */
    default void ended(Task task, int block, int core, int thread) {}

    /** Note that all blocks of a task have ended and nothing holds it back; its consumers learn of it next. */
    default void completed(Task task, int thread) {}

    /** Note that the orchestration cannot go on before something has happened. The caller's thread. */
    default void waitBegan() {}

    /** Note that the orchestration goes on, or is given up. The caller's thread. */
    default void waitEnded() {}
}
