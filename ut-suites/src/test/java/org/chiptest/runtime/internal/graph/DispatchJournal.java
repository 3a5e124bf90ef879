package org.chiptest.runtime.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.chiptest.runtime.internal.linker.KernelCall;

/**
 * Write down what an observer of a run is told, and judges it by what must be true of every run: each task is created, ready,
 * dispatched, started, ended and completed in this order, with a kernel call for each of its parts; no kernel begins before the task's
 * producers have completed; no core runs two kernels at once.
 */
public final class DispatchJournal implements RunObserver {

    private final List<String> wrong = new ArrayList<>();
    private final Map<Long, Life> lives = new HashMap<>();
    private final Map<Integer, Long> busyCores = new HashMap<>();
    private final Set<Integer> threads = new HashSet<>();
    private int waits;
    private boolean waiting;

    private static final class Life {
        final Set<Life> producers = new HashSet<>();
        final int parts;
        int dispatched;
        int started;
        int ended;
        boolean ready;
        boolean completed;

        Life(int parts) {
            this.parts = parts;
        }
    }

    @Override
    public synchronized void created(Task task) {
        require(lives.put(task.id(), new Life(task.blockNum() * task.kernels())) == null, task, "created twice");
    }

    @Override
    public synchronized void edge(Task producer, Task consumer, Origin origin, int argument, Meeting meeting,
            int producerArgument) {
        require(origin == Origin.EXPLICIT == (argument == NO_ARGUMENT), consumer,
                origin + " with argument " + argument);
        Life life = life(consumer);
        require(!life.ready, consumer, "an edge after it was ready");
        // memory that an orchestration creates has no life: it is there at once
        Life before = lives.get(producer.id());
        if (before != null) {
            life.producers.add(before);
        }
    }

    @Override
    public synchronized void ready(Task task, int thread) {
        threads.add(thread);
        Life life = life(task);
        require(!life.ready, task, "ready twice");
        life.ready = true;
        require(life.producers.stream().allMatch(producer -> producer.completed), task,
                "ready before all its producers have completed");
    }

    @Override
    public synchronized void dispatched(Task task, int block, int core, int thread) {
        Life life = life(task);
        require(life.ready, task, "dispatched before it was ready");
        require(busyCores.put(core, task.id()) == null, task, "dispatched to core " + core + ", which is busy");
        life.dispatched++;
    }

    @Override
    public synchronized long started(Task task, int block, int core, int thread) {
        require(busyCores.getOrDefault(core, -1L) == task.id(), task, "started on core " + core + " without dispatch");
        life(task).started++;
        return KernelCall.NO_STAMPS;
    }

    @Override
    public synchronized void ended(Task task, int block, int core, int thread) {
        require(busyCores.getOrDefault(core, -1L) == task.id(), task, "ended on core " + core + " without start");
        busyCores.remove(core);
        life(task).ended++;
    }

    @Override
    public synchronized void completed(Task task, int thread) {
        Life life = life(task);
        require(!life.completed, task, "completed twice");
        require(life.dispatched == life.parts && life.started == life.parts && life.ended == life.parts, task,
                life.dispatched + " dispatched, " + life.started + " started, " + life.ended + " ended of "
                        + life.parts);
        life.completed = true;
    }

    @Override
    public synchronized void waitBegan() {
        if (waiting) {
            wrong.add("a wait within a wait");
        }
        waiting = true;
        waits++;
    }

    @Override
    public synchronized void waitEnded() {
        if (!waiting) {
            wrong.add("a wait ended that had not begun");
        }
        waiting = false;
    }

    /** Judge what was written down since the last time, and forget it. Returns how many tasks there were. */
    public synchronized int judge() {
        lives.forEach((id, life) -> {
            if (!life.completed) {
                wrong.add("task " + id + " never completed");
            }
        });
        int tasks = lives.size();
        assertThat(wrong).isEmpty();
        assertThat(busyCores).isEmpty();
        assertThat(waiting).isFalse();
        lives.clear();
        return tasks;
    }

    /** Return how often an orchestration had to wait. */
    public synchronized int waits() {
        return waits;
    }

    private Life life(Task task) {
        Life life = lives.get(task.id());
        if (life == null) {
            wrong.add(task + " was never created");
            life = new Life(0);
            lives.put(task.id(), life);
        }
        return life;
    }

    private void require(boolean holds, Task task, String otherwise) {
        if (!holds) {
            wrong.add(task + ": " + otherwise);
        }
    }
}
