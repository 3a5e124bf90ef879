package org.chiptest.runtime.internal.hierarchy.child;

import java.util.Optional;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceActivity;

/**
 * One child of a host worker as its thread sees it.
 *
 * <p>One thread at a time calls its operations. Each ends in bounded time: it has a deadline, and watches that the child lives. An
 * interrupt ends it too, if need be by ending the child.
 */
public interface ChildWorker extends AutoCloseable {

    /** Name the child, for messages: "chip 0 (a2a3sim, device 3)", "sub worker 1". */
    String name();

    /** Run a registered callable to its end; throws with the child's text if it fails. */
    void run(int cid, TaskArgs args, CallConfig config);

    /** Tell, from any thread and at once, whether the child can run more; if not, it is replaced before the next run. */
    boolean isUsable();

    /** Return the number of the child's process in the life of this JVM, from 1; 0 if it has none. */
    default long generation() {
        return 0;
    }

    /** Return what the child is doing, from any thread and at once; nothing if it cannot say. */
    default Optional<DeviceActivity> activity() {
        return Optional.empty();
    }

    /** Say in words what the child is doing, from any thread; it may take some seconds. */
    default String describeActivity() {
        return name() + (isUsable() ? " does not say what it is doing" : " has ended");
    }

    /**
     * Let nobody have the child after {@link #close}: a thread that does not come back may still use it. Children that end when they are
     * closed have nothing to do.
     */
    default void distrust() {}

    /** End the child. May be called from any thread, also during an operation, which ends then. */
    @Override
    void close();
}
