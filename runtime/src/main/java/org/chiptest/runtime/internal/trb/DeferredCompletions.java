package org.chiptest.runtime.internal.trb;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

import org.chiptest.runtime.internal.graph.RunFailure;
import org.chiptest.runtime.internal.graph.Scheduler;
import org.chiptest.runtime.internal.linker.NativeMemory;

/**
 * Tasks whose kernels have returned, but that complete only when conditions hold that the kernels have left behind
 * ({@code docs/contract/trb.md#deferred-completion}). Kernels leave them on any thread; the orchestrating thread looks whether they hold.
 */
final class DeferredCompletions {

    static final int MAX_TASKS = 64;
    static final int MAX_CONDITIONS = 64;

    private final Scheduler scheduler;
    private final boolean sdmaEventRecords;

    /** Guarded by this; {@code waits} tells other threads whether it is worth to look. */
    private final List<TrbTask> waiting = new ArrayList<>();
    private volatile boolean waits;

    /** Something in memory that has to happen before a task completes. */
    private sealed interface Condition {

        /** Tell whether it has happened. */
        boolean holds();

        /** Make the memory ready for the next use. */
        void retire();
    }

    private record Counter(long address, int expected) implements Condition {

        @Override
        public boolean holds() {
            return Integer.compareUnsigned(NativeMemory.getInt(address), expected) >= 0;
        }

        @Override
        public void retire() {
            // a counter goes on counting
        }

        @Override
        public String toString() {
            return "the counter at 0x" + Long.toHexString(address) + " to be " + Integer.toUnsignedString(expected)
                    + " (it is " + Integer.toUnsignedString(NativeMemory.getInt(address)) + ")";
        }
    }

    private record SdmaEventRecord(long address) implements Condition {

        @Override
        public boolean holds() {
            return NativeMemory.getInt(address) != 0;
        }

        @Override
        public void retire() {
            NativeMemory.putInt(address, 0);
        }

        @Override
        public String toString() {
            return "the event record at 0x" + Long.toHexString(address);
        }
    }

    /** The conditions of one task that do not hold yet. */
    static final class Conditions {

        private final List<Condition> open = new ArrayList<>();
        private int registered;
    }

    /**
     * Create an empty collection.
     *
     * @param sdmaEventRecords whether the architecture knows event records
     */
    DeferredCompletions(Scheduler scheduler, boolean sdmaEventRecords) {
        this.scheduler = scheduler;
        this.sdmaEventRecords = sdmaEventRecords;
    }

    /** Forget all tasks; no run may be open. */
    synchronized void clear() {
        waiting.clear();
        waits = false;
    }

    /** Collect what a kernel has left in a completion buffer that is not empty. For the thread that ran the kernel. */
    void collect(TrbTask task, long ingress) {
        int error = NativeMemory.getInt(ingress + CompletionIngressDescriptor.ERROR);
        if (error != 0) {
            fail(Math.abs(error), task, "reported error " + error + " with its conditions");
            return;
        }
        long count = Integer.toUnsignedLong(NativeMemory.getInt(ingress + CompletionIngressDescriptor.COUNT));
        if (count > CompletionIngressDescriptor.CAPACITY) {
            fail(ErrorCode.ASYNC_REGISTRATION_FAILED.code, task, "left " + count + " conditions in a buffer for "
                    + CompletionIngressDescriptor.CAPACITY);
            return;
        }
        synchronized (this) {
            Conditions conditions = task.conditions;
            if (conditions == null) {
                conditions = new Conditions();
                task.conditions = conditions;
            }
            for (int i = 0; i < count; i++) {
                register(task, conditions,
                        ingress + CompletionIngressDescriptor.ENTRIES + i * CompletionIngressDescriptor.ENTRY_SIZE);
            }
        }
    }

    /** Hold a task until its conditions hold. For the thread that ran its last kernel. */
    void hold(TrbTask task) {
        int held;
        synchronized (this) {
            waiting.add(task);
            waits = true;
            held = waiting.size();
        }
        if (held > MAX_TASKS) {
            fail(ErrorCode.ASYNC_WAIT_OVERFLOW.code, task, "is one more than the " + MAX_TASKS
                    + " tasks that can wait for conditions at the same time");
        }
    }

    /** Tell whether any task waits; a hint. For any thread. */
    boolean isWaiting() {
        return waits;
    }

    /** Complete the tasks whose conditions hold. True if any task was waiting. For the orchestrating thread. */
    boolean poll() {
        if (!waits) {
            return false;
        }
        List<TrbTask> completed = new ArrayList<>();
        synchronized (this) {
            for (Iterator<TrbTask> tasks = waiting.iterator(); tasks.hasNext();) {
                TrbTask task = tasks.next();
                if (holds(task)) {
                    tasks.remove();
                    completed.add(task);
                }
            }
            waits = !waiting.isEmpty();
        }
        VarHandle.acquireFence();
        completed.forEach(scheduler::completeHeld);
        return true;
    }

    /** Describe the tasks and what they wait for. For any thread. */
    synchronized String describe() {
        return waiting.stream().map(task -> TaskId.text(TaskId.of(task.ring, task.local)) + " for " + openOf(task))
                .collect(Collectors.joining("; "));
    }

    private void register(TrbTask task, Conditions conditions, long entry) {
        long address = NativeMemory.getLong(entry + CompletionIngressDescriptor.ENTRY_ADDRESS);
        int type = NativeMemory.getInt(entry + CompletionIngressDescriptor.ENTRY_TYPE);
        if (address == 0) {
            fail(ErrorCode.ASYNC_COMPLETION_INVALID.code, task, "left a condition on a null pointer");
        } else if (++conditions.registered > MAX_CONDITIONS) {
            fail(ErrorCode.ASYNC_REGISTRATION_FAILED.code, task, "left more than " + MAX_CONDITIONS + " conditions");
        } else if (type == CompletionIngressDescriptor.TYPE_COUNTER) {
            conditions.open.add(
                    new Counter(address, NativeMemory.getInt(entry + CompletionIngressDescriptor.ENTRY_EXPECTED)));
        } else if (type == CompletionIngressDescriptor.TYPE_SDMA_EVENT_RECORD && sdmaEventRecords) {
            conditions.open.add(new SdmaEventRecord(address));
        } else {
            fail(ErrorCode.ASYNC_COMPLETION_INVALID.code, task, "left a condition of type " + type
                    + ", which this architecture does not have");
        }
    }

    private static boolean holds(TrbTask task) {
        Conditions conditions = task.conditions;
        if (conditions == null) {
            return true;
        }
        conditions.open.removeIf(condition -> {
            boolean holds = condition.holds();
            if (holds) {
                condition.retire();
            }
            return holds;
        });
        return conditions.open.isEmpty();
    }

    private static String openOf(TrbTask task) {
        Conditions conditions = task.conditions;
        return conditions == null
                ? "nothing"
                : conditions.open.stream().map(Condition::toString).collect(Collectors.joining(" and "));
    }

    private void fail(int code, TrbTask task, String what) {
        scheduler.fail(new RunFailure(-code,
                ErrorCode.name(code) + TaskId.text(TaskId.of(task.ring, task.local)) + " " + what));
    }
}
