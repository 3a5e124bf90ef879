package org.chiptest.runtime.worker;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.tensor.TensorMemory;
import org.jspecify.annotations.Nullable;

/** Remember what it was asked for, and fail if told so. */
final class RecordingDevice implements Device {

    final List<String> calls = new CopyOnWriteArrayList<>();
    volatile @Nullable RuntimeException failure;
    volatile Runnable work = () -> {};
    volatile @Nullable TensorMemory memory;
    volatile @Nullable TaskArgs ran;
    volatile Optional<DeviceActivity> activity = Optional.empty();
    volatile Set<Integer> kernels = Set.of();
    volatile Optional<String> shortage = Optional.empty();

    Device open(int deviceId) {
        called("open " + deviceId);
        return this;
    }

    @Override
    public long perform(DeviceRequest request) {
        called(switch (request) {
            case DeviceRequest.Prepare(int cid, _) -> "prepare " + cid;
            case DeviceRequest.Run(int cid, _, _) -> "run " + cid;
            case DeviceRequest.Unregister(int cid) -> "unregister " + cid;
            case DeviceRequest.Malloc(long bytes) -> "malloc " + bytes;
            case DeviceRequest.Free(long pointer) -> "free " + pointer;
            case DeviceRequest.CopyTo(long pointer, _) -> "copyTo " + pointer;
            case DeviceRequest.CopyFrom(_, long pointer) -> "copyFrom " + pointer;
            default -> request.operation();
        });
        if (request instanceof DeviceRequest.Run run) {
            ran = run.args();
            work.run();
        }
        return request instanceof DeviceRequest.Malloc ? 64 : 0;
    }

    @Override
    public TensorMemory tensorMemory() {
        TensorMemory given = memory;
        if (given == null) {
            throw new UnsupportedOperationException("this device has no memory");
        }
        return given;
    }

    @Override
    public SortedSet<Integer> kernelsWith(long address, long size) {
        return new TreeSet<>(kernels);
    }

    @Override
    public Optional<String> shortage() {
        return shortage;
    }

    @Override
    public Optional<DeviceActivity> activity() {
        return activity;
    }

    @Override
    public CounterSnapshot counters() {
        return new CounterSnapshot(11, Map.of());
    }

    @Override
    public void close() {
        calls.add("close");
    }

    private void called(String call) {
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        calls.add(call);
    }
}
