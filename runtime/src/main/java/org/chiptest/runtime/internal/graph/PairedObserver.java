package org.chiptest.runtime.internal.graph;

/**
 * Let two observers watch one run; the first one is told first, and its stamps are taken.
 *
 * @param first  also the one that knows a task by its record
 * @param second told of everything but stamps
 */
public record PairedObserver(RunObserver first, RunObserver second) implements RunObserver {

    @Override
    public void created(Task task) {
        first.created(task);
        second.created(task);
    }

    @Override
    public void allocated(Task task) {
        first.allocated(task);
        second.allocated(task);
    }

    @Override
    public void edge(Task producer, Task consumer, Origin origin, int argument, Meeting meeting,
            int producerArgument) {
        first.edge(producer, consumer, origin, argument, meeting, producerArgument);
        second.edge(producer, consumer, origin, argument, meeting, producerArgument);
    }

    @Override
    public void submitted(Task task, SubmittedTask content) {
        first.submitted(task, content);
        second.submitted(task, content);
    }

    @Override
    public void orchestrationEntered() {
        first.orchestrationEntered();
        second.orchestrationEntered();
    }

    @Override
    public void orchestrated(OrchestrationStep step) {
        first.orchestrated(step);
        second.orchestrated(step);
    }

    @Override
    public void skipped(OrchestrationStep step) {
        first.skipped(step);
        second.skipped(step);
    }

    @Override
    public void scope(boolean begin, ScopeUsage usage) {
        first.scope(begin, usage);
        second.scope(begin, usage);
    }

    @Override
    public void counted(long tasks, long edges, long kernels) {
        first.counted(tasks, edges, kernels);
        second.counted(tasks, edges, kernels);
    }

    @Override
    public void ready(Task task, int thread) {
        first.ready(task, thread);
        second.ready(task, thread);
    }

    @Override
    public void dispatched(Task task, int block, int core, int thread) {
        first.dispatched(task, block, core, thread);
        second.dispatched(task, block, core, thread);
    }

    @Override
    public long started(Task task, int block, int core, int thread) {
        long stamps = first.started(task, block, core, thread);
        second.started(task, block, core, thread);
        return stamps;
    }

    @Override
    public void ended(Task task, int block, int core, int thread) {
        first.ended(task, block, core, thread);
        second.ended(task, block, core, thread);
    }

    @Override
    public void conditionMet(Task task, int thread) {
        first.conditionMet(task, thread);
        second.conditionMet(task, thread);
    }

    @Override
    public void completed(Task task, int thread) {
        first.completed(task, thread);
        second.completed(task, thread);
    }

    @Override
    public void failed() {
        first.failed();
        second.failed();
    }

    @Override
    public void waitBegan() {
        first.waitBegan();
        second.waitBegan();
    }

    @Override
    public void waitEnded() {
        first.waitEnded();
        second.waitEnded();
    }
}
