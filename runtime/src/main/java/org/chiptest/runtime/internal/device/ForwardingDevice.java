package org.chiptest.runtime.internal.device;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.SortedSet;

import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.tensor.TensorMemory;

/** A device in front of another one: it adds to what is performed, and loses nothing of the rest. */
public abstract class ForwardingDevice implements Device {

    private final Device target;

    /** Stand in front of this device. */
    protected ForwardingDevice(Device target) {
        this.target = target;
    }

    /** Return the device behind this one; the same at all times, unless a subclass says otherwise. For any thread. */
    protected Device target() {
        return target;
    }

    @Override
    public TensorMemory tensorMemory() {
        return target().tensorMemory();
    }

    @Override
    public CounterSnapshot counters() {
        return target().counters();
    }

    @Override
    public SortedSet<Integer> kernelsWith(long address, long size) {
        return target().kernelsWith(address, size);
    }

    @Override
    public MemorySegment records() {
        return target().records();
    }

    @Override
    public boolean isUsable() {
        return target().isUsable();
    }

    @Override
    public Optional<DeviceActivity> activity() {
        return target().activity();
    }

    @Override
    public String describeActivity() {
        return target().describeActivity();
    }

    @Override
    public Optional<String> shortage() {
        return target().shortage();
    }

    @Override
    public void close() {
        target().close();
    }
}
