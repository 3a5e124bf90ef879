package org.chiptest.runtime.internal.hierarchy;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.comm.ChipContext;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.HostWorkerSpec;
import org.chiptest.runtime.internal.hierarchy.child.ChildWorker;
import org.chiptest.runtime.internal.hierarchy.child.ChipChild;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.chiptest.runtime.internal.process.child.ChildProgram;
import org.chiptest.runtime.internal.process.parent.HostedChip;
import org.chiptest.runtime.internal.process.parent.HostedChips;
import org.chiptest.runtime.internal.process.parent.SubWorkers;
import org.chiptest.runtime.internal.process.parent.TaskChild;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.SubTask;
import org.chiptest.runtime.tensor.TensorMemory;
import org.jspecify.annotations.Nullable;

/**
 * Children that are processes: chips, which start together, or workers of lower levels, and sub workers.
 *
 * <p>The fields belong to the one caller of the host worker; the threads of children, which it starts afterwards, only read them, and take
 * the sub workers that are starting.
 */
public final class ProcessChildren implements ChildFactory {

    private final HostWorkerSpec spec;
    private final HostMemory memory;
    private final NextLevel nextLevel;
    private final NextLevelWorkers workers;
    private final SubWorkers subWorkers;
    private List<BootstrapConfig> bootstrap = List.of();
    private HostWorker.ChipFront front = (index, chip, callables) -> chip;
    private @Nullable HostedChips chips;
    /** Sub workers that nobody has waited for yet; the threads of children take theirs. */
    private final Map<Integer, SubWorkers.Starting> starting = new ConcurrentHashMap<>();

    /**
     * Describe children; none is started yet.
     *
     * @param nextLevelProgram makes the program that hosts a next-level worker from what it is told
     */
    public ProcessChildren(HostWorkerSpec spec, Function<HostProcessWords, ChildProgram> nextLevelProgram) {
        this.spec = spec;
        memory = spec.memory().map(ProcessChildren::shared)
                .orElseGet(() -> HostMemory.create(spec.processes().tensorBytes()));
        nextLevel = NextLevel.of(spec.level());
        workers = new NextLevelWorkers(spec, memory, nextLevelProgram);
        subWorkers = new SubWorkers(memory, spec.processes(), spec.chips());
    }

    private static HostMemory shared(TensorMemory given) {
        if (given instanceof HostMemory memory) {
            return memory;
        }
        throw new IllegalArgumentException("other processes cannot map " + given
                + "; describe the worker by the methods of its HostContext, or leave its memory to it");
    }

    @Override
    public int level() {
        return spec.level();
    }

    @Override
    public void addWorker(String factory) {
        workers.add(factory);
    }

    @Override
    public void bootstrap(List<BootstrapConfig> configs) {
        int devices = spec.deviceIds().size();
        if (!configs.isEmpty() && configs.size() != devices) {
            throw new IllegalArgumentException("chip_bootstrap_configs: " + configs.size() + " for " + devices
                    + " devices; give one for each, or none at all");
        }
        bootstrap = List.copyOf(configs);
    }

    @Override
    public void front(HostWorker.ChipFront given) {
        front = given;
    }

    @Override
    public List<ChipContext> contexts() {
        HostedChips present = chips;
        return present == null ? List.of() : present.contexts();
    }

    @Override
    public MemorySegment window(int chip) {
        HostedChips present = chips;
        return present == null ? MemorySegment.NULL : present.window(chip);
    }

    @Override
    public int count(WorkerType type) {
        return switch (type) {
            case NEXT_LEVEL -> spec.deviceIds().size() + workers.count();
            case SUB -> spec.subWorkers();
        };
    }

    @Override
    public void requireRunnable(CallableTarget target) {
        switch (target) {
            case CallableTarget.Graph _ when nextLevel == NextLevel.CHIPS ->
                throw new IllegalArgumentException(
                        "register(" + target.name() + ") requires level >= " + NextLevel.WORKERS.lowest()
                                + ": a graph task runs on a next-level worker, and this worker has chips");
            case CallableTarget.Chip _ when nextLevel == NextLevel.WORKERS ->
                throw new IllegalArgumentException(
                        "register(" + target.name() + "): a worker of level " + level()
                                + " has no chips; register the callable with the worker that its factory makes");
            case CallableTarget.Sub _,CallableTarget.Graph _,CallableTarget.Chip _ -> {
                // a child can run it
            }
        }
    }

    @Override
    public void begin(List<CallableTarget> registered) {
        workers.begin();
        HostedChips present = chips;
        if (present != null) {
            present.replaceDead();
        } else if (!spec.deviceIds().isEmpty()) {
            chips = startAll(registered);
        }
    }

    @Override
    public ChildWorker start(WorkerType type, int index, List<CallableTarget> registered) {
        return switch (type) {
            case NEXT_LEVEL -> switch (nextLevel) {
                case CHIPS -> chip(index, registered);
                case WORKERS -> worker(index, registered);
            };
            case SUB -> sub(index, registered);
        };
    }

    @Override
    public TensorMemory memory() {
        return memory;
    }

    @Override
    public void rollBack() {
        HostedChips present = chips;
        chips = null;
        try (workers) {
            if (present != null) {
                present.close();
            }
        }
    }

    @Override
    public void close() {
        try (HostMemory _ = spec.memory().isPresent() ? null : memory) {
            rollBack();
        }
    }

    /** Start the chips while sub workers, which are waited for later, start beside them. */
    private HostedChips startAll(List<CallableTarget> registered) {
        try {
            for (int i = 0; i < spec.subWorkers(); i++) {
                starting.put(i, startSub(i, registered));
            }
            return startChips(registered);
        } catch (RuntimeException | Error e) {
            starting.values().forEach(sub -> closeAfter(e, sub));
            starting.clear();
            throw e;
        }
    }

    private static void closeAfter(Throwable failure, SubWorkers.Starting sub) {
        try {
            sub.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private HostedChips startChips(List<CallableTarget> registered) {
        HostedChips started = HostedChips.start(spec.chips().orElseThrow(), spec.deviceIds(), memory, bootstrap);
        try {
            ofType(registered, CallableTarget.Chip.class)
                    .forEach((cid, target) -> started.register(cid, target.callable()));
            return started;
        } catch (RuntimeException | Error e) {
            started.close();
            throw e;
        }
    }

    private ChildWorker chip(int index, List<CallableTarget> registered) {
        HostedChips present = chips;
        if (present == null) {
            throw new IllegalStateException("chip " + index + " was asked for before the chips have begun");
        }
        HostedChip chip = present.chip(index);
        Map<Integer, ChipCallable> callables = new TreeMap<>();
        ofType(registered, CallableTarget.Chip.class)
                .forEach((cid, target) -> callables.put(cid, target.callable()));
        return new Chip(chip, front.before(index, chip, callables));
    }

    private ChildWorker worker(int index, List<CallableTarget> registered) {
        return new Task(
                workers.start(index, names(registered, CallableTarget.Graph.class)));
    }

    private ChildWorker sub(int index, List<CallableTarget> registered) {
        SubWorkers.Starting early = starting.remove(index);
        return new Task((early == null ? startSub(index, registered) : early).await());
    }

    /** Start a sub worker without waiting for it. */
    private SubWorkers.Starting startSub(int index, List<CallableTarget> registered) {
        return subWorkers.start(index, names(registered, CallableTarget.Sub.class).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, task -> SubTask.parse(task.getValue()))));
    }

    private static Map<Integer, String> names(List<CallableTarget> registered, Class<? extends CallableTarget> type) {
        return ofType(registered, type).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, target -> target.getValue().name()));
    }

    /** Return the targets of a kind by their callable ids. */
    private static <T extends CallableTarget> Map<Integer, T> ofType(List<CallableTarget> registered, Class<T> type) {
        Map<Integer, T> targets = new HashMap<>();
        for (int cid = 0; cid < registered.size(); cid++) {
            if (type.isInstance(registered.get(cid))) {
                targets.put(cid, type.cast(registered.get(cid)));
            }
        }
        return targets;
    }

    private record Task(TaskChild child) implements ChildWorker {

        @Override
        public String name() {
            return child.name();
        }

        @Override
        public void run(int cid, TaskArgs args, CallConfig config) {
            child.run(cid, args, config);
        }

        @Override
        public boolean isUsable() {
            return child.isUsable();
        }

        @Override
        public void close() {
            child.close();
        }
    }

    /** Tasks go through what stands in front of the chip. */
    private record Chip(HostedChip chip, Device front) implements ChipChild {

        @Override
        public String name() {
            return chip.name();
        }

        @Override
        public void run(int cid, TaskArgs args, CallConfig config) {
            front.run(cid, args, config);
        }

        @Override
        public void prepare(int cid, ChipCallable callable) {
            chip.prewarm(cid);
        }

        @Override
        public long perform(DeviceRequest request) {
            return chip.perform(request);
        }

        @Override
        public long generation() {
            return chip.generation();
        }

        @Override
        public Optional<DeviceActivity> activity() {
            return chip.activity();
        }

        @Override
        public String describeActivity() {
            return chip.describeActivity();
        }

        @Override
        public boolean isUsable() {
            return chip.isUsable();
        }

        @Override
        public void distrust() {
            chip.distrust();
        }

        @Override
        public void close() {
            chip.close();
        }
    }
}
