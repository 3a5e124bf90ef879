package org.chiptest.engine.internal.comparison;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.device.DeviceRequest.Prepare;
import org.chiptest.runtime.device.DeviceRequest.Run;
import org.chiptest.runtime.internal.device.ForwardingDevice;
import org.chiptest.runtime.internal.linker.NativeMemory;

/** A device in front of another one that notes of each run what it was given, what came out of it, and what it failed with. */
public final class WatchedDevice extends ForwardingDevice {

    private final SideLog log;
    private final Map<Integer, ChipCallable> callables = new HashMap<>();
    private final CounterSnapshot before;

    public WatchedDevice(Device device, SideLog log) {
        super(device);
        this.log = log;
        this.before = device.counters();
    }

    @Override
    public long perform(DeviceRequest request) {
        if (request instanceof Run run) {
            return watched(run);
        }
        long result = target().perform(request);
        if (request instanceof Prepare(int cid, ChipCallable callable)) {
            callables.put(cid, callable);
        }
        return result;
    }

    private long watched(Run run) {
        List<ObservedTensor> given = given(run);
        OptionalInt code = OptionalInt.empty();
        try {
            return target().perform(run);
        } catch (DeviceException e) {
            code = OptionalInt.of(e.code());
            throw e;
        } finally {
            note(run.args(), given, code);
        }
    }

    private void note(TaskArgs args, List<ObservedTensor> given, OptionalInt code) {
        List<ObservedTensor> tensors = new ArrayList<>();
        for (ObservedTensor each : given) {
            MemorySegment memory = memory(args.tensor(each.index()));
            tensors.add(each.written()
                    ? each.after(SideLog.checksum(memory), log.keep(memory))
                    : each);
        }
        List<Long> scalars = new ArrayList<>();
        for (int i = 0; i < args.scalarCount(); i++) {
            scalars.add(args.scalarBits(i));
        }
        log.add(new ObservedRun(tensors, scalars, args.tensorCount() - given.size(), code));
        CounterSnapshot now = counters();
        if (now.generation() == before.generation()) {
            log.counted(now.since(before));
        }
    }

    private List<ObservedTensor> given(Run run) {
        List<ObservedTensor> given = new ArrayList<>();
        for (int i = 0; i < run.args().tensorCount(); i++) {
            ContinuousTensor tensor = run.args().tensor(i);
            if (!tensor.childMemory()) {
                boolean onlyWritten = direction(run, i) == ArgDirection.OUT;
                long sum = onlyWritten ? 0 : SideLog.checksum(memory(tensor));
                given.add(new ObservedTensor(i, tensor.dtype(), tensor.shape(), isWritten(run, i), sum, sum,
                        Optional.empty()));
            }
        }
        return given;
    }

    private boolean isWritten(Run run, int index) {
        return direction(run, index) != ArgDirection.IN || run.args().tag(index) != TensorArgType.INPUT;
    }

    /** What the callable says counts, as that is what the device goes by; of one that says nothing, the caller's word does. */
    private ArgDirection direction(Run run, int index) {
        ChipCallable callable = callables.get(run.cid());
        List<ArgDirection> signature = callable == null ? List.of() : callable.signature();
        return index < signature.size() ? signature.get(index) : ArgDirection.IN;
    }

    private static MemorySegment memory(ContinuousTensor tensor) {
        return NativeMemory.at(tensor.data(), tensor.byteSize());
    }
}
