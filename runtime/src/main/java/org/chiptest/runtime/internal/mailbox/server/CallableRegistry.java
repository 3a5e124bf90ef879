package org.chiptest.runtime.internal.mailbox.server;

import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The callables that a host worker has registered with a chip's process, and which of them are prepared: a task that comes before its
 * callable was prepared has it prepared on the way ({@code docs/contract/workers.md#child-loops}).
 */
final class CallableRegistry {

    /** Prepare an image under a callable id. */
    @FunctionalInterface
    interface Preparation {
        void prepare(int cid, MemorySegment image);
    }

    private final Supplier<String> child;
    private final Preparation preparation;
    private final PrintStream log;
    private final Map<Integer, MemorySegment> registered = new HashMap<>();
    private final Set<Integer> prepared = new HashSet<>();

    /**
     * Create an empty registry.
     *
     * @param child names the child for messages
     * @param log   where preparations that came late are reported
     */
    CallableRegistry(Supplier<String> child, Preparation preparation, PrintStream log) {
        this.child = child;
        this.preparation = preparation;
        this.log = log;
    }

    /** Remember an image, which stays where it is in shared memory. */
    void register(int cid, MemorySegment image) {
        registered.put(cid, image);
    }

    /** Note that a callable id was prepared by an explicit request. */
    void prepared(int cid) {
        prepared.add(cid);
    }

    /** Note that a callable id is not prepared any more. */
    void unprepared(int cid) {
        prepared.remove(cid);
    }

    /** Prepare a registered callable ahead of its first task, silently; nothing happens if it is prepared already. */
    void prewarm(int cid) {
        ensurePrepared(cid, false);
    }

    /** Prepare the callable of a task if it is not prepared yet, and say so in the log. */
    void ensurePrepared(int cid) {
        ensurePrepared(cid, true);
    }

    /** Forget what was registered; its memory is about to go. */
    void forget() {
        registered.clear();
    }

    private void ensurePrepared(int cid, boolean lazy) {
        if (prepared.contains(cid)) {
            return;
        }
        MemorySegment image = registered.get(cid);
        if (image == null) {
            throw new TaskFailedException(child.get() + ": cid " + cid
                    + " not in registry; register callables before the host worker starts, known are "
                    + registered.keySet().stream().sorted().toList());
        }
        if (lazy) {
            log.println("WARN " + child.get() + ": lazy-prepare cid=" + cid
                    + ": prewarm path missed it; this task waits for what the start should have done");
        }
        preparation.prepare(cid, image);
        prepared.add(cid);
    }
}
