package org.chiptest.runtime.internal.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import org.chiptest.runtime.internal.bits.TaskNumber;
import org.jspecify.annotations.Nullable;

/**
 * One node of a running graph: what to call, how many blocks, and what it waits for.
 *
 * <p>A task object lives as long as its slot and is used for one incarnation after the other. The submitting thread owns
 * all plain fields from {@link #begin} until {@link #published}; the queue (or the edge) by which another thread reaches
 * the task publishes them. Three words are shared between threads: {@code pending} counts producers that have not
 * completed, {@code successors} is a stack of edges that completion closes for good, {@code partsLeft} counts calls of
 * kernels that have not returned: one for each block and each kernel that a block consists of.
 */
public class Task {

    /** Kernel slots of a task: AIC, AIV0, AIV1. */
    public static final int SLOTS = 3;

    /** Subtracted when submission ends, so that completing producers cannot make a half-submitted task ready. */
    private static final int SUBMITTING = 1 << 30;

    private static final VarHandle PENDING;
    private static final VarHandle SUCCESSORS;
    private static final VarHandle PARTS_LEFT;
    private static final VarHandle NEXT_BLOCK;
    private static final Edge[] NONE = {};
    private static final int NO_KERNEL = -1;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PENDING = lookup.findVarHandle(Task.class, "pending", int.class);
            SUCCESSORS = lookup.findVarHandle(Task.class, "successors", Edge.class);
            PARTS_LEFT = lookup.findVarHandle(Task.class, "partsLeft", int.class);
            NEXT_BLOCK = lookup.findVarHandle(Task.class, "nextBlock", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long id;
    private TaskShape shape = TaskShape.DUMMY;
    private int blockNum;
    private boolean syncStart;
    private long arguments;
    private int kernels;
    private int funcId0;
    private int funcId1;
    private int funcId2;
    private long function0;
    private long function1;
    private long function2;

    /** Where an observer keeps what it knows of this incarnation; nothing else reads it. */
    private long record;

    private Edge[] producers = NONE;
    private int producerCount;
    private int linked;

    private volatile int pending;
    private volatile @Nullable Edge successors = Edge.COMPLETED;
    private volatile int partsLeft;
    private volatile int nextBlock;

    /**
     * Start a new incarnation without producers, successors and kernels.
     *
     * @param id        shown in messages, reports and crash notes
     * @param shape     what one block occupies
     * @param blockNum  number of blocks, 1 or more
     * @param syncStart whether all blocks start together
     * @param arguments what the policy lays out the kernel's arguments from
     */
    public final void begin(long id, TaskShape shape, int blockNum, boolean syncStart, long arguments) {
        this.id = id;
        this.shape = shape;
        this.blockNum = blockNum;
        this.syncStart = syncStart;
        this.arguments = arguments;
        clearKernels();
        producerCount = 0;
        linked = 0;
        PENDING.set(this, SUBMITTING);
        NEXT_BLOCK.set(this, 0);
        PARTS_LEFT.set(this, blockNum);
        SUCCESSORS.setRelease(this, null);
    }

    /** Start a new incarnation that has completed already: others can run after it, but it never runs. */
    public final void beginCompleted(long id) {
        this.id = id;
        shape = TaskShape.DUMMY;
        blockNum = 1;
        clearKernels();
        producerCount = 0;
        SUCCESSORS.setRelease(this, Edge.COMPLETED);
    }

    private void clearKernels() {
        kernels = 0;
        funcId0 = NO_KERNEL;
        funcId1 = NO_KERNEL;
        funcId2 = NO_KERNEL;
    }

    /** Set the kernel of one slot; the function id may not be -1. */
    public final void kernel(int slot, int funcId, long function) {
        if (funcId(slot) == NO_KERNEL && ++kernels > 1) {
            PARTS_LEFT.set(this, blockNum * kernels);
        }
        switch (slot) {
            case 0 -> {
                funcId0 = funcId;
                function0 = function;
            }
            case 1 -> {
                funcId1 = funcId;
                function1 = function;
            }
            default -> {
                funcId2 = funcId;
                function2 = function;
            }
        }
    }

    /**
     * Run after another task. To be called by the submitting thread before {@link #published}; a producer that has
     * completed already counts as done.
     */
    public final void runAfter(Task producer) {
        Edge edge = edgeTo(producer);
        Edge head = (Edge) SUCCESSORS.getAcquire(producer);
        while (head != Edge.COMPLETED) {
            edge.next = head;
            Edge seen = (Edge) SUCCESSORS.compareAndExchange(producer, head, edge);
            if (seen == head) {
                linked++;
                return;
            }
            head = seen;
        }
    }

    /** End submission; true if nothing has to be waited for, so that the caller makes the task ready. */
    public final boolean published() {
        if (linked == 0) {
            // no other thread knows the task
            return true;
        }
        int adjustment = linked - SUBMITTING;
        return (int) PENDING.getAndAdd(this, adjustment) + adjustment == 0;
    }

    /** Tell whether the task has completed, or has never begun. */
    public final boolean isCompleted() {
        return SUCCESSORS.getAcquire(this) == Edge.COMPLETED;
    }

    /** Return the number of producers of this incarnation, completed ones included. */
    public final int producerCount() {
        return producerCount;
    }

    /** Return one producer of this incarnation. */
    public final Task producer(int index) {
        return producers[index].producer;
    }

    /** Let the run's observer find what it knows of this incarnation; to be called before the task is published. */
    public final void record(long record) {
        this.record = record;
    }

    /** Return what the observer has set for this incarnation. */
    public final long record() {
        return record;
    }

    /** Return the id given at {@link #begin}. */
    public final long id() {
        return id;
    }

    /** Return what one block occupies. */
    public final TaskShape shape() {
        return shape;
    }

    /** Return the number of blocks. */
    public final int blockNum() {
        return blockNum;
    }

    /** Tell whether all blocks start together. */
    public final boolean syncStart() {
        return syncStart;
    }

    /** Return what the policy lays out the kernel's arguments from. */
    public final long arguments() {
        return arguments;
    }

    /** Return the function id of a kernel slot, -1 if the slot is empty. */
    public final int funcId(int slot) {
        return slot == 0 ? funcId0 : slot == 1 ? funcId1 : funcId2;
    }

    /** Return the kernel's address of a slot. */
    public final long function(int slot) {
        return slot == 0 ? function0 : slot == 1 ? function1 : function2;
    }

    /** Return of how many kernels a block consists. */
    public final int kernels() {
        return kernels;
    }

    /** Return how many kernels of a block are for vector cores, or 1 if none is. */
    public final int subblocks() {
        return funcId1 >= 0 && funcId2 >= 0 ? 2 : 1;
    }

    /** Return how many producers have not completed; for reports. */
    public final int pendingProducers() {
        int waiting = pending;
        return waiting >= SUBMITTING / 2 ? waiting - SUBMITTING + linked : waiting;
    }

    /** Take the next block to run; the caller makes sure that there is one. */
    final int claimBlock() {
        return blockNum == 1 ? 0 : (int) NEXT_BLOCK.getAndAdd(this, 1);
    }

    /** Note that one kernel of one block has returned; true for the last one. */
    final boolean partReturned() {
        return blockNum == 1 && kernels <= 1 || (int) PARTS_LEFT.getAndAdd(this, -1) == 1;
    }

    /** Complete: nobody can wait for this task from now on. Returns the edges of those that did. */
    final @Nullable Edge complete() {
        return (Edge) SUCCESSORS.getAndSet(this, Edge.COMPLETED);
    }

    /** Note that one producer has completed; true if it was the last one, so that the caller makes the task ready. */
    final boolean producerCompleted() {
        return (int) PENDING.getAndAdd(this, -1) == 1;
    }

    private Edge edgeTo(Task producer) {
        if (producerCount == producers.length) {
            producers = Arrays.copyOf(producers, Math.max(4, producerCount * 2));
        }
        Edge edge = producers[producerCount];
        if (edge == null) {
            edge = new Edge(this, producer);
            producers[producerCount] = edge;
        } else {
            edge.producer = producer;
        }
        producerCount++;
        return edge;
    }

    @Override
    public String toString() {
        return "task " + TaskNumber.of(id);
    }
}
