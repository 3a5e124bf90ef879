package org.chiptest.runtime.hierarchy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.internal.hierarchy.CallableTarget;
import org.chiptest.runtime.internal.hierarchy.ChildFactory;
import org.chiptest.runtime.internal.hierarchy.child.ChildThread;
import org.chiptest.runtime.internal.hierarchy.child.ChildWorker;
import org.chiptest.runtime.internal.hierarchy.child.ChipChild;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.chiptest.runtime.internal.hierarchy.graph.ChildScheduler;
import org.chiptest.runtime.internal.hierarchy.graph.HostJournal;
import org.chiptest.runtime.internal.hierarchy.graph.TaskGraph;
import org.chiptest.runtime.internal.hierarchy.memory.RingMemory;
import org.chiptest.runtime.internal.worker.BackgroundRun;
import org.jspecify.annotations.Nullable;

/** The children of a host worker between its start and its end, with their rings and the graph of their tasks. */
final class Family {

    private final ChildFactory factory;
    private final RegisteredCallables registry;
    private final List<ChildThread> nextLevel;
    private final List<ChildThread> sub;
    private final RingMemory rings;
    private final TaskGraph graph;

    private Family(ChildFactory factory, RegisteredCallables registry, HierarchySettings settings,
            HostJournal journal) {
        this.factory = factory;
        this.registry = registry;
        nextLevel = threads(WorkerType.NEXT_LEVEL, settings);
        sub = threads(WorkerType.SUB, settings);
        rings = new RingMemory(factory.memory(), settings.ringBytes());
        graph = new TaskGraph(new ChildScheduler(nextLevel, sub), rings.bases(), settings.limits(), journal);
    }

    private List<ChildThread> threads(WorkerType type, HierarchySettings settings) {
        List<ChildThread> threads = new ArrayList<>();
        for (int i = 0; i < factory.count(type); i++) {
            int index = i;
            threads.add(new ChildThread(type + " " + index,
                    () -> factory.start(type, index, registry.targets()), settings.requestDeadline()));
        }
        return List.copyOf(threads);
    }

    /** Start all children, and prepare every registered callable on every chip; if that fails, all are closed again. */
    static Family start(ChildFactory factory, RegisteredCallables registry, HierarchySettings settings,
            HostJournal journal) {
        Family started = new Family(factory, registry, settings, journal);
        Throwable failure = started.begin();
        if (failure != null) {
            suppress(failure, started.close());
            throw UserFailure.unchecked(failure);
        }
        return started;
    }

    private @Nullable Throwable begin() {
        try {
            factory.begin(registry.targets());
        } catch (RuntimeException | Error e) {
            return e;
        }
        Throwable failure = forAll(all(), thread -> thread.start(this::prewarm), Family::awaitStart);
        if (failure != null) {
            factory.rollBack();
        }
        return failure;
    }

    private void prewarm(ChildWorker child) {
        if (child instanceof ChipChild chip) {
            for (RegisteredCallable callable : registry.callables()) {
                if (callable.target() instanceof CallableTarget.Chip target) {
                    chip.prepare(callable.cid(), target.callable());
                }
            }
        }
    }

    TaskGraph graph() {
        return graph;
    }

    /** Return what submits the tasks of one run. */
    Orchestrator orchestrator() {
        return new Orchestrator(graph, registry, nextLevel, sub);
    }

    /** Return the thread of a next-level worker. */
    ChildThread nextLevel(int worker) {
        if (worker < 0 || worker >= nextLevel.size()) {
            throw new IndexOutOfBoundsException(
                    "worker_id " + worker + " out of range (have " + nextLevel.size() + " chips)");
        }
        return nextLevel.get(worker);
    }

    /** Return what can be asked of the children during a run. */
    BackgroundRun.Watch watch() {
        return new GraphWatch();
    }

    /** Start new children in place of those that ended; what they are to run is prepared when they first run it. */
    void replaceUnusable() {
        if (all().stream().allMatch(ChildThread::isUsable)) {
            return;
        }
        factory.begin(registry.targets());
        List<ChildThread> unusable = all().stream().filter(thread -> !thread.isUsable()).toList();
        Throwable failure = forAll(unusable, ChildThread::replace, Family::awaitStart);
        if (failure != null) {
            throw UserFailure.unchecked(failure);
        }
    }

    /** Close all children and their rings, and return the first failure, if there is one. */
    @Nullable
    Throwable close() {
        return closing(rings::close, forAll(all(), ChildThread::close, ChildThread::awaitClosed));
    }

    /** Close something whatever became of the others, and return its failure, if there is one, before theirs. */
    static @Nullable Throwable closing(Runnable close, @Nullable Throwable failure) {
        try {
            close.run();
            return failure;
        } catch (RuntimeException e) {
            return suppress(e, failure);
        }
    }

    private List<ChildThread> all() {
        return Stream.concat(nextLevel.stream(), sub.stream()).toList();
    }

    private static void awaitStart(ChildThread thread, Future<?> begun) {
        thread.await(begun, "start");
    }

    /** Begin something on all threads, wait for all of them, and return the first failure with the others suppressed. */
    private static @Nullable Throwable forAll(List<ChildThread> threads, Function<ChildThread, Future<?>> begin,
            BiConsumer<ChildThread, Future<?>> await) {
        List<Future<?>> begun = threads.stream().<Future<?>>map(begin).toList();
        Throwable failure = null;
        for (int i = 0; i < begun.size(); i++) {
            try {
                await.accept(threads.get(i), begun.get(i));
            } catch (RuntimeException | Error e) {
                failure = failure == null ? e : suppress(failure, e);
            }
        }
        return failure;
    }

    private static Throwable suppress(Throwable first, @Nullable Throwable other) {
        if (other != null && !UserFailure.same(other, first)) {
            first.addSuppressed(other);
        }
        return first;
    }

    /** What can be asked of the children during a run. */
    private final class GraphWatch implements BackgroundRun.Watch {

        /** Looking at a process takes seconds. */
        private static final int MOST_DESCRIBED = 2;

        @Override
        public List<DeviceActivity.Call> calls() {
            return children().flatMap(child -> child.activity().stream())
                    .flatMap(activity -> activity.calls().stream()).toList();
        }

        @Override
        public OptionalLong ended() {
            return OptionalLong.of(graph.tasksEnded());
        }

        @Override
        public String describe() {
            return "the host worker has " + graph.describeUnfinished()
                    + children().filter(GraphWatch::isBusy).limit(MOST_DESCRIBED)
                            .map(child -> "\n" + child.describeActivity()).collect(Collectors.joining());
        }

        private static boolean isBusy(ChildWorker child) {
            return !child.isUsable() || child.activity().filter(activity -> !activity.calls().isEmpty()).isPresent();
        }

        private Stream<ChildWorker> children() {
            return all().stream().flatMap(thread -> Stream.ofNullable(thread.child()));
        }
    }
}
