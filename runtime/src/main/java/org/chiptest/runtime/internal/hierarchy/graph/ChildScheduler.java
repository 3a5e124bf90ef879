package org.chiptest.runtime.internal.hierarchy.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;

import org.chiptest.runtime.internal.hierarchy.child.ChildThread;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.jspecify.annotations.Nullable;

/**
 * Decide which ready task runs on which idle children. It has no thread: it is asked whenever a task was submitted or ended.
 *
 * <p>Each type of children has a queue of its own, so one type never waits for the other. Within a type tasks are placed in the order
 * in which they became ready. A task that cannot be placed yet keeps the idle children that it could use: a group gets its turn
 * however many single tasks follow it, and a task pinned to a busy child is passed by tasks for other children, with all that wait
 * for the same children behind it.
 *
 * <p>Guarded by the lock of the {@link TaskGraph}.
 */
public final class ChildScheduler {

    /** Begin to run a member of a task on a child. */
    @FunctionalInterface
    interface Start {
        void start(Slot slot, int member, ChildThread child);
    }

    /** A task that no child can run any more, and why. */
    record Impossible(Slot slot, String reason) {}

    private final Map<WorkerType, Pool> pools = new EnumMap<>(WorkerType.class);
    private int running;
    private int ready;

    private static final class Pool {

        final List<ChildThread> children;
        final BitSet idle = new BitSet();
        final BitSet usable = new BitSet();

        /** Ready tasks by the children that they must run on; those that leave the choice of one are together under none. */
        private final Map<List<Integer>, Deque<Ready>> ready = new LinkedHashMap<>();
        private long enqueued;

        Pool(List<ChildThread> children) {
            this.children = children;
        }

        void enqueue(Slot slot) {
            List<Integer> pins = slot.work().pins();
            ready.computeIfAbsent(pins.contains(Work.ANY) ? List.of() : pins, _ -> new ArrayDeque<>())
                    .addLast(new Ready(enqueued++, slot));
        }

        /** Return a turn of each queue, the one whose task became ready first is the first. */
        Queue<Turn> turns() {
            ready.values().removeIf(Deque::isEmpty);
            Queue<Turn> turns = new PriorityQueue<>(Comparator.comparingLong((Turn each) -> each.ready.number()));
            ready.forEach((pins, queue) -> turns.add(new Turn(!pins.isEmpty(), queue.iterator())));
            return turns;
        }

        /** Empty the queues, and return what was in them in its order. */
        List<Slot> takeReady() {
            List<Slot> taken = ready.values().stream().flatMap(Deque::stream)
                    .sorted(Comparator.comparingLong(Ready::number)).map(Ready::slot).toList();
            ready.clear();
            return taken;
        }
    }

    private record Ready(long number, Slot slot) {}

    /** A place in a queue of ready tasks. */
    private static final class Turn {

        final boolean pinned;
        private final Iterator<Ready> queue;
        private Ready ready;

        Turn(boolean pinned, Iterator<Ready> queue) {
            this.pinned = pinned;
            this.queue = queue;
            this.ready = queue.next();
        }

        Slot slot() {
            return ready.slot();
        }

        /** Take the task out of its queue. */
        void take() {
            queue.remove();
        }

        /** Go on to the next task of the queue, if there is one. */
        boolean advance() {
            boolean more = queue.hasNext();
            if (more) {
                ready = queue.next();
            }
            return more;
        }
    }

    public ChildScheduler(List<ChildThread> nextLevel, List<ChildThread> sub) {
        pools.put(WorkerType.NEXT_LEVEL, new Pool(nextLevel));
        pools.put(WorkerType.SUB, new Pool(sub));
    }

    /** Start over for a run: nothing is ready or running, and whoever is usable is idle. */
    void reset() {
        running = 0;
        ready = 0;
        for (Pool pool : pools.values()) {
            pool.takeReady();
            pool.idle.set(0, pool.children.size());
            for (int i = 0; i < pool.children.size(); i++) {
                pool.usable.set(i, pool.children.get(i).isUsable());
            }
        }
    }

    /** Queue a task whose producers have all completed. */
    void enqueue(Slot slot) {
        slot.ready();
        pool(slot.work().type()).enqueue(slot);
        ready++;
    }

    /** Start all tasks that idle children can run, and return those that can never run. */
    List<Impossible> dispatch(Start start) {
        List<Impossible> impossible = new ArrayList<>();
        for (Pool pool : pools.values()) {
            dispatch(pool, start, impossible);
        }
        return impossible;
    }

    /** Take back a child that has ended a member of a task. */
    void ended(WorkerType type, ChildThread child, boolean usable) {
        Pool pool = pool(type);
        int index = pool.children.indexOf(child);
        pool.idle.set(index);
        pool.usable.set(index, usable);
        running--;
    }

    /** Empty the queues, and return what was in them. */
    List<Slot> takeReady() {
        List<Slot> taken = new ArrayList<>();
        for (Pool pool : pools.values()) {
            taken.addAll(pool.takeReady());
        }
        ready = 0;
        return taken;
    }

    /** Tell whether nothing is ready or running. */
    boolean isQuiet() {
        return running == 0 && ready == 0;
    }

    /** Return the children that are running something. */
    List<ChildThread> busy() {
        List<ChildThread> busy = new ArrayList<>();
        for (Pool pool : pools.values()) {
            for (int i = 0; i < pool.children.size(); i++) {
                if (!pool.idle.get(i)) {
                    busy.add(pool.children.get(i));
                }
            }
        }
        return busy;
    }

    private void dispatch(Pool pool, Start start, List<Impossible> impossible) {
        BitSet free = (BitSet) pool.idle.clone();
        free.and(pool.usable);
        Queue<Turn> turns = pool.turns();
        for (Turn turn = turns.poll(); turn != null; turn = turns.poll()) {
            Slot slot = turn.slot();
            String reason = whyImpossible(pool, slot.work());
            if (reason == null && free.isEmpty()) {
                return;
            }
            int[] chosen = reason == null ? choose(slot.work(), free) : null;
            boolean waits = reason == null && chosen == null;
            if (!waits) {
                turn.take();
                ready--;
            }
            if (reason != null) {
                impossible.add(new Impossible(slot, reason));
            }
            if (chosen != null) {
                run(pool, slot, chosen, start);
            }
            // who is behind a pinned task that waits needs the same children
            if (!(waits && turn.pinned) && turn.advance()) {
                turns.add(turn);
            }
        }
    }

    private void run(Pool pool, Slot slot, int[] chosen, Start start) {
        slot.run();
        for (int member = 0; member < chosen.length; member++) {
            pool.idle.clear(chosen[member]);
            running++;
            start.start(slot, member, pool.children.get(chosen[member]));
        }
    }

    /** Take free children for all members; if there are too few, those that would do are taken all the same. */
    private static int @Nullable [] choose(Work work, BitSet free) {
        int[] chosen = new int[work.size()];
        boolean complete = true;
        for (int member = 0; member < chosen.length; member++) {
            int pin = work.pins().get(member);
            if (pin != Work.ANY) {
                complete &= free.get(pin);
                free.clear(pin);
                chosen[member] = pin;
            }
        }
        for (int member = 0; member < chosen.length; member++) {
            if (work.pins().get(member) == Work.ANY) {
                int child = free.nextSetBit(0);
                if (child < 0) {
                    return null;
                }
                free.clear(child);
                chosen[member] = child;
            }
        }
        return complete ? chosen : null;
    }

    private static @Nullable String whyImpossible(Pool pool, Work work) {
        for (int pin : work.pins()) {
            if (pin != Work.ANY && !pool.usable.get(pin)) {
                return pool.children.get(pin) + ", which it must run on, cannot be used any more";
            }
        }
        int usable = pool.usable.cardinality();
        if (work.size() > usable) {
            return "it needs " + work.size() + " children, of the " + pool.children.size() + " of its kind " + usable
                    + " can still be used";
        }
        return null;
    }

    private Pool pool(WorkerType type) {
        return Objects.requireNonNull(pools.get(type));
    }
}
