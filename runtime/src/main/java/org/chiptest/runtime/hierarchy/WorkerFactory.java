package org.chiptest.runtime.hierarchy;

import java.util.List;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.hierarchy.memory.SlabRing;
import org.chiptest.runtime.internal.hierarchy.memory.SlabRings;
import org.chiptest.runtime.internal.method.NamedMethod;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.WorkerSettings;

/**
 * A Java method that makes a worker in the process of a next-level child: named by class and method, never captured.
 *
 * <p>The method is static, not private, has one parameter of type {@link HostContext}, and returns a {@link HostWorker} that is made
 * from it and was not initialised. What the graphs of that worker submit is registered there:
 *
 * <pre>{@code
 * static HostWorker inner(HostContext context) {
 *     HostWorker worker = new HostWorker(context.level3("a2a3sim", RuntimeKind.HOST_BUILD_GRAPH, 0, 1).subWorkers(1));
 *     worker.register(SubTask.of(Golden.class, "verify"));
 *     return worker;
 * }
 * }</pre>
 */
public final class WorkerFactory {

    private static final NamedMethod.Form FORM = new NamedMethod.Form("worker factory", HostWorker.class,
            List.of(HostContext.class));

    private final NamedMethod method;

    private WorkerFactory(NamedMethod method) {
        this.method = method;
    }

    /**
     * Name a method.
     *
     * @throws IllegalArgumentException if the class has no such method
     */
    public static WorkerFactory of(Class<?> owner, String method) {
        return new WorkerFactory(NamedMethod.of(FORM, owner, method));
    }

    /** Read a name as {@link #name()} writes it; whether there is such a method shows when it is called. */
    static WorkerFactory parse(String name) {
        return new WorkerFactory(NamedMethod.parse(FORM, name));
    }

    /** Return class and method, such as {@code org.example.Suite::inner}. */
    public String name() {
        return method.name();
    }

    /**
     * Call the method in this process.
     *
     * @throws IllegalStateException if what it returns cannot be the child's worker; it is closed then
     */
    HostWorker make(HostContext context) throws Throwable {
        if (!(method.call(context) instanceof HostWorker made)) {
            throw new IllegalStateException("worker factory " + name() + " returned no worker");
        }
        try {
            context.requireOwn(made, "the worker that worker factory " + name() + " has made");
            return made;
        } catch (RuntimeException e) {
            try (made) {
                throw e;
            }
        }
    }

    @Override
    public String toString() {
        return name();
    }

    /**
     * What a {@link WorkerFactory} makes the worker of a child process from: settings that were inherited from the parent, and a part of
     * the parent's memory, so that tensors of the parent are within reach of all descendants.
     */
    public static final class HostContext {

        /** The four rings take at most half of the memory. */
        private static final int RINGS_IN_MEMORY = 2 * SlabRings.COUNT;

        private final int parentLevel;
        private final WorkerSettings settings;
        private final HostMemory memory;

        HostContext(int parentLevel, WorkerSettings settings, HostMemory memory) {
            this.parentLevel = parentLevel;
            this.settings = settings;
            this.memory = memory;
        }

        /** Describe a worker of level 3 with a chip on each of these devices, and no sub workers. */
        public HostWorkerSpec level3(String platform, RuntimeKind runtime, int... deviceIds) {
            return own(HostWorkerSpec.level3(new ChipSource(platform, runtime, settings), deviceIds));
        }

        /**
         * Describe a worker without chips: of level 3 for sub tasks only, of a higher one for workers that are added to it.
         *
         * @param level below that of the parent
         */
        public HostWorkerSpec ofLevel(int level) {
            return own(HostWorkerSpec.ofLevel(level, settings));
        }

        /** Return how processes are started and how long they may take. */
        public WorkerSettings settings() {
            return settings;
        }

        /** Check that a worker can be the one of this process. */
        void requireOwn(HostWorker worker, String what) {
            if (worker.isInitialized()) {
                throw new IllegalStateException(what + " must not be initialized: its process does that");
            }
            if (worker.level() >= parentLevel) {
                throw new IllegalStateException(what + " is of level " + worker.level() + ", and its parent of level "
                        + parentLevel + "; children are of lower levels");
            }
            if (!worker.uses(memory)) {
                throw new IllegalStateException(
                        what + " has memory of its own, so tensors of its parent are out of its reach;"
                                + " describe it by the methods of its HostContext");
            }
        }

        private HostWorkerSpec own(HostWorkerSpec spec) {
            long ringBytes = Math.min(HierarchySettings.DEFAULT_RING_BYTES, memory.largestFree() / RINGS_IN_MEMORY);
            return spec.memory(memory)
                    .hierarchy(spec.hierarchy().withRingBytes(ringBytes - ringBytes % SlabRing.ALIGNMENT));
        }
    }
}
