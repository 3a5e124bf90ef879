package org.chiptest.engine.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.internal.device.ForwardingDevice;

/**
 * A device that keeps what prepared callables promise, in a few lines, or breaks one of the promises: it opens libraries at the first run of
 * an id, and a run adds the length of the callable's name to each element.
 */
final class PromisingDevice extends ForwardingDevice {

    /** What it does not keep. */
    enum Fault {
        NONE,
        /** An id that is in use takes another callable. */
        TAKES_A_SECOND_CALLABLE,
        /** Id 1 runs what id 0 holds. */
        RUNS_ANOTHER_ID,
        /** An id that was unregistered can still be run. */
        FORGETS_NOTHING,
        /** Every run opens the library anew. */
        OPENS_EACH_TIME,
        /** Nothing is found that was uploaded before. */
        UPLOADS_EACH_TIME,
        /** The open count falls when an id goes. */
        COUNTS_DOWN,
        /** There is a 65th id. */
        HAS_ONE_ID_MORE,
        /** There are 60 ids. */
        HAS_TOO_FEW_IDS,
        /** The third run of an id computes what the first one computed. */
        KEEPS_ARGUMENTS,
        /** An id that was unregistered twice in a row runs nothing any more. */
        BREAKS_AFTER_TWO_UNREGISTERS
    }

    private final Fault fault;
    private final Map<Integer, ChipCallable> held = new HashMap<>();
    private final Map<Integer, ChipCallable> gone = new HashMap<>();
    private final Map<Integer, float[]> first = new HashMap<>();
    private final Set<Integer> open = new HashSet<>();
    private final Set<ChipCallable> images = new HashSet<>();
    private final Map<Counter, Long> counted = new EnumMap<>(Counter.class);
    private final Set<Counter> counters;
    private boolean unregistered;
    private boolean broken;

    PromisingDevice(Device target, Fault fault, Set<Counter> counters) {
        super(target);
        this.fault = fault;
        this.counters = counters;
        counters.forEach(each -> counted.put(each, 0L));
    }

    @Override
    public long perform(DeviceRequest request) {
        switch (request) {
            case DeviceRequest.Prepare(int cid, ChipCallable callable) -> hold(cid, callable);
            case DeviceRequest.Run(int cid, TaskArgs args, var _) -> run(cid, args);
            case DeviceRequest.Unregister(int cid) -> release(cid);
            default -> {
                return target().perform(request);
            }
        }
        return 0;
    }

    @Override
    public CounterSnapshot counters() {
        Map<Counter, Long> values = new EnumMap<>(Counter.class);
        counted.forEach((counter, value) -> {
            if (counters.contains(counter)) {
                values.put(counter, value);
            }
        });
        return new CounterSnapshot(1, values);
    }

    private void hold(int cid, ChipCallable callable) {
        int ids = switch (fault) {
            case HAS_ONE_ID_MORE -> 65;
            case HAS_TOO_FEW_IDS -> 60;
            default -> 64;
        };
        if (cid < 0 || cid >= ids || held.containsKey(cid) && fault != Fault.TAKES_A_SECOND_CALLABLE) {
            throw new DeviceException(-1, "callable id " + cid + " cannot be used");
        }
        held.put(cid, callable);
        gone.remove(cid);
        first.remove(cid);
        boolean known = !images.add(callable) && fault != Fault.UPLOADS_EACH_TIME;
        count(known ? Counter.DEDUP_HITS : Counter.DEDUP_MISSES, 1);
        count(Counter.UPLOADED_BYTES, known ? 0 : callable.byteSize());
        count(Counter.LIVE_IMAGES, known ? 0 : 1);
        unregistered = false;
    }

    private void run(int cid, TaskArgs args) {
        ChipCallable callable = held.get(fault == Fault.RUNS_ANOTHER_ID && cid == 1 ? 0 : cid);
        if (callable == null && fault == Fault.FORGETS_NOTHING) {
            callable = gone.get(cid);
        }
        if (callable == null || broken) {
            throw new DeviceException(-1, "callable id " + cid + " is not prepared");
        }
        count(Counter.RUNS, 1);
        if (open.add(cid) || fault == Fault.OPENS_EACH_TIME) {
            count(Counter.AICPU_OPENS, 1);
            count(Counter.LIVE_LIBRARIES, 1);
        }
        if (args.tensorCount() > 0) {
            compute(cid, callable, args);
        }
    }

    private void compute(int cid, ChipCallable callable, TaskArgs args) {
        MemorySegment x = memory(args, 0);
        MemorySegment y = memory(args, 1);
        float[] in = x.toArray(ValueLayout.JAVA_FLOAT);
        float[] kept = first.computeIfAbsent(cid, _ -> in);
        float[] used = fault == Fault.KEEPS_ARGUMENTS ? kept : in;
        for (int i = 0; i < used.length; i++) {
            y.setAtIndex(ValueLayout.JAVA_FLOAT, i, used[i] + callable.functionName().length());
        }
    }

    private static MemorySegment memory(TaskArgs args, int index) {
        return MemorySegment.ofAddress(args.tensor(index).data()).reinterpret(16);
    }

    private void release(int cid) {
        broken = broken || fault == Fault.BREAKS_AFTER_TWO_UNREGISTERS && unregistered;
        unregistered = true;
        ChipCallable was = held.remove(cid);
        if (was != null) {
            gone.put(cid, was);
        }
        if (open.remove(cid)) {
            count(Counter.LIVE_LIBRARIES, -1);
            count(Counter.AICPU_OPENS, fault == Fault.COUNTS_DOWN ? -1 : 0);
        }
    }

    private void count(Counter counter, long more) {
        counted.merge(counter, more, Long::sum);
    }
}
