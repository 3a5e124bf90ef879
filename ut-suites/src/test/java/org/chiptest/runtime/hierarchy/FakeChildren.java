package org.chiptest.runtime.hierarchy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.comm.ChipContext;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.internal.hierarchy.CallableTarget;
import org.chiptest.runtime.internal.hierarchy.ChildFactory;
import org.chiptest.runtime.internal.hierarchy.NextLevel;
import org.chiptest.runtime.internal.hierarchy.child.ChildWorker;
import org.chiptest.runtime.internal.hierarchy.child.ChipChild;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.chiptest.runtime.tensor.TensorMemory;
import org.jspecify.annotations.Nullable;

/** Children in this process that do what a test says, and remember what they were asked. */
final class FakeChildren implements ChildFactory {

    /** What a child does when it runs a task. */
    @FunctionalInterface
    interface Behaviour {
        void run(Child child, int cid, TaskArgs args, CallConfig config) throws InterruptedException;
    }

    final List<Child> started = new CopyOnWriteArrayList<>();
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    volatile Behaviour behaviour = (child, cid, args, config) -> {};
    volatile @Nullable RuntimeException startFailure;
    /** Thrown once, when memory is given back. */
    volatile @Nullable RuntimeException freeFailure;
    volatile boolean closed;
    /** How often the worker has begun to start or to replace children, and how often it has taken that back. */
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger rolledBack = new AtomicInteger();

    private final AtomicLong generations = new AtomicLong();

    private final int nextLevel;
    private final int sub;
    private final Memory memory = new Memory();

    FakeChildren(int nextLevel, int sub) {
        this.nextLevel = nextLevel;
        this.sub = sub;
    }

    @Override
    public int level() {
        return NextLevel.CHIPS.lowest();
    }

    @Override
    public void addWorker(String factory) {
        throw new AssertionError("a worker of chips was asked to add " + factory);
    }

    @Override
    public void bootstrap(List<BootstrapConfig> configs) {
        throw new IllegalStateException("these chips do not talk to each other");
    }

    @Override
    public List<ChipContext> contexts() {
        return List.of();
    }

    @Override
    public int count(WorkerType type) {
        return type == WorkerType.SUB ? sub : nextLevel;
    }

    @Override
    public void begin(List<CallableTarget> registered) {
        begun.incrementAndGet();
    }

    @Override
    public void rollBack() {
        rolledBack.incrementAndGet();
    }

    @Override
    public ChildWorker start(WorkerType type, int index, List<CallableTarget> registered) {
        RuntimeException failure = startFailure;
        if (failure != null && index == count(type) - 1) {
            throw failure;
        }
        Child child = new Child(type, index);
        started.add(child);
        return child;
    }

    @Override
    public TensorMemory memory() {
        return memory;
    }

    @Override
    public void close() {
        closed = true;
        memory.arena.close();
    }

    /** Return how many blocks of the shared memory are in use. */
    int blocks() {
        return memory.live.get();
    }

    private final class Memory implements TensorMemory {

        final Arena arena = Arena.ofShared();
        final AtomicInteger live = new AtomicInteger();

        @Override
        public MemorySegment allocate(long bytes) {
            live.incrementAndGet();
            return arena.allocate(Math.max(1, bytes), 64).asSlice(0, bytes);
        }

        @Override
        public void free(MemorySegment memory) {
            live.decrementAndGet();
            RuntimeException failure = freeFailure;
            if (failure != null) {
                freeFailure = null;
                throw failure;
            }
        }
    }

    /** A child; all of them can be chips. */
    final class Child implements ChipChild {

        final WorkerType type;
        final int index;
        final Map<Long, byte[]> deviceMemory = Collections.synchronizedMap(new HashMap<>());
        volatile boolean dead;
        volatile boolean closed;

        private final long generation = generations.incrementAndGet();
        private final AtomicLong nextAddress = new AtomicLong(0x1000);

        Child(WorkerType type, int index) {
            this.type = type;
            this.index = index;
        }

        @Override
        public String name() {
            return (type == WorkerType.SUB ? "sub " : "chip ") + index;
        }

        @Override
        public void run(int cid, TaskArgs args, CallConfig config) {
            calls.add(name() + " run " + cid);
            try {
                behaviour.run(this, cid, args, config);
            } catch (InterruptedException e) {
                throw new IllegalStateException(name() + " was interrupted", e);
            }
        }

        @Override
        public long generation() {
            return generation;
        }

        @Override
        public boolean isUsable() {
            return !dead && !closed;
        }

        @Override
        public void prepare(int cid, ChipCallable callable) {
            calls.add(name() + " prepare " + cid);
        }

        @Override
        public long perform(DeviceRequest request) {
            switch (request) {
                case DeviceRequest.Malloc(long bytes) -> {
                    long address = nextAddress.getAndAdd(bytes + 64);
                    deviceMemory.put(address, new byte[Math.toIntExact(bytes)]);
                    return address;
                }
                case DeviceRequest.Free(long pointer) -> deviceMemory.remove(pointer);
                case DeviceRequest.CopyTo(long pointer, MemorySegment host) ->
                    MemorySegment.copy(host, 0, device(pointer), 0, host.byteSize());
                case DeviceRequest.CopyFrom(MemorySegment host, long pointer) ->
                    MemorySegment.copy(device(pointer), 0, host, 0, host.byteSize());
                default -> throw new UnsupportedOperationException(request.operation());
            }
            return 0;
        }

        @Override
        public void close() {
            calls.add(name() + " close");
            closed = true;
        }

        private MemorySegment device(long pointer) {
            return MemorySegment.ofArray(Objects.requireNonNull(deviceMemory.get(pointer)));
        }
    }
}
