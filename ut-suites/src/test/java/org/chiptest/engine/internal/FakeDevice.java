package org.chiptest.engine.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CopyOnWriteArrayList;

import org.chiptest.api.Variant;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.tensor.TensorMemory;

/** A device that remembers what was done to it, and breaks on request. */
final class FakeDevice implements Device {

    final Variant variant;
    final int deviceId;
    final List<String> log = new CopyOnWriteArrayList<>();
    final Map<Integer, ChipCallable> prepared = new LinkedHashMap<>();
    final Map<Long, MemorySegment> tensors = new LinkedHashMap<>();
    MemorySegment records = MemorySegment.NULL;
    private final FakeEnvironment environment;
    private long runs;
    private boolean dead;

    FakeDevice(FakeEnvironment environment, Variant variant, int deviceId) {
        this.environment = environment;
        this.variant = variant;
        this.deviceId = deviceId;
    }

    @Override
    public MemorySegment records() {
        return records;
    }

    @Override
    public long perform(DeviceRequest request) {
        requireAlive();
        switch (request) {
            case DeviceRequest.Prepare(int cid, ChipCallable callable) -> {
                if (prepared.putIfAbsent(cid, callable) != null) {
                    throw new DeviceException(-1, "callable id " + cid + " is in use");
                }
                log.add("prepare " + cid);
            }
            case DeviceRequest.Run(int cid, TaskArgs args, CallConfig config) -> {
                log.add("run " + cid);
                runs++;
                environment.kernel.run(this, args, config);
            }
            case DeviceRequest.Unregister(int cid) -> {
                prepared.remove(cid);
                log.add("unregister " + cid);
            }
            case DeviceRequest.Malloc _ -> {
                return 4096;
            }
            default -> {
                // its memory cannot be looked at
            }
        }
        return 0;
    }

    @Override
    public TensorMemory tensorMemory() {
        return new TensorMemory() {
            @Override
            public MemorySegment allocate(long bytes) {
                MemorySegment segment = Arena.ofAuto().allocate(Math.max(bytes, 1), 64);
                tensors.put(segment.address(), segment);
                return segment;
            }

            @Override
            public void free(MemorySegment memory) {
                tensors.remove(memory.address());
            }
        };
    }

    @Override
    public SortedSet<Integer> kernelsWith(long address, long size) {
        return Collections.emptySortedSet();
    }

    @Override
    public Optional<String> shortage() {
        return Optional.empty();
    }

    @Override
    public CounterSnapshot counters() {
        return new CounterSnapshot(1,
                Map.of(Counter.RUNS, runs, Counter.UPLOADED_BYTES, environment.uploadedBytes.applyAsLong(runs)));
    }

    @Override
    public void close() {
        log.add("close");
        environment.open.remove(this);
        environment.closing.accept(this);
    }

    /** Fail this and every later operation, as a crashed process does. */
    DeviceException die() {
        dead = true;
        return new DeviceException(-1, "the worker died of SIGSEGV");
    }

    private void requireAlive() {
        if (dead) {
            throw die();
        }
    }
}
