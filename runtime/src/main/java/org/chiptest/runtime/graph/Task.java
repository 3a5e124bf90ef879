package org.chiptest.runtime.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * One node of a running graph: what to call, how many blocks, and what it waits for.
 *
 * <p>A task object lives as long as its slot and is used for one incarnation after the other. The submitting thread owns
 * all plain fields from {@link #begin} until {@link #published}; the queue (or the edge) by which another thread reaches
 * the task publishes them. Three words are shared between threads: {@code pending} counts producers that have not
 * completed, {@code successors} is a stack of edges that completion closes for good, {@code blocksLeft} counts blocks
 * (times kernel slots) that have not returned.
 */
public class Task {

    /** Kernel slots of a task: AIC, AIV0, AIV1. */
    public static final int SLOTS = 3;

    /** Subtracted when submission ends, so that completing producers cannot make a half-submitted task ready. */
    private static final int SUBMITTING = 1 << 30;

    private static final VarHandle PENDING;
    private static final VarHandle SUCCESSORS;
    private static final VarHandle BLOCKS_LEFT;
    private static final VarHandle NEXT_BLOCK;
    private static final Edge[] NONE = {};

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PENDING = lookup.findVarHandle(Task.class, "pending", int.class);
            SUCCESSORS = lookup.findVarHandle(Task.class, "successors", Edge.class);
            BLOCKS_LEFT = lookup.findVarHandle(Task.class, "blocksLeft", int.class);
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
    private final int[] funcIds = new int[SLOTS];
    private final long[] functions = new long[SLOTS];

    private Edge[] producers = NONE;
    private int producerCount;
    private int linked;

    private volatile int pending;
    private volatile @Nullable Edge successors = Edge.COMPLETED;
    private volatile int blocksLeft;
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
        Arrays.fill(funcIds, -1);
        Arrays.fill(functions, 0);
        producerCount = 0;
        linked = 0;
        PENDING.set(this, SUBMITTING);
        NEXT_BLOCK.set(this, 0);
        BLOCKS_LEFT.set(this, blockNum);
        SUCCESSORS.setRelease(this, null);
    }

    /** Start a new incarnation that has completed already: others can run after it, but it never runs. */
    public final void beginCompleted(long id) {
        this.id = id;
        shape = TaskShape.DUMMY;
        producerCount = 0;
        SUCCESSORS.setRelease(this, Edge.COMPLETED);
    }

    /** Set the kernel of one slot. */
    public final void kernel(int slot, int funcId, long function) {
        funcIds[slot] = funcId;
        functions[slot] = function;
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
        return funcIds[slot];
    }

    /** Return the kernel's address of a slot. */
    public final long function(int slot) {
        return functions[slot];
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

    /** Note that one block has returned; true for the last one. */
    final boolean blockReturned() {
        return blockNum == 1 || (int) BLOCKS_LEFT.getAndAdd(this, -1) == 1;
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
        return "task " + Long.toHexString(id);
    }
}
