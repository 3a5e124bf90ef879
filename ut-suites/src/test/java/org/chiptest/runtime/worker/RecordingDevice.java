package org.chiptest.runtime.worker;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.tensor.TensorMemory;
import org.jspecify.annotations.Nullable;

/** Remembers what it was asked for, and fails if told so. */
final class RecordingDevice implements Device {

    final List<String> calls = new CopyOnWriteArrayList<>();
    volatile @Nullable RuntimeException failure;
    volatile Runnable work = () -> {};

    Device open(int deviceId) {
        called("open " + deviceId);
        return this;
    }

    @Override
    public void prepare(int cid, ChipCallable callable) {
        called("prepare " + cid);
    }

    @Override
    public void run(int cid, TaskArgs args, CallConfig config) {
        called("run " + cid);
        work.run();
    }

    @Override
    public void unregister(int cid) {
        called("unregister " + cid);
    }

    @Override
    public TensorMemory tensorMemory() {
        throw new UnsupportedOperationException("this device has no memory");
    }

    @Override
    public long malloc(long bytes) {
        called("malloc " + bytes);
        return 64;
    }

    @Override
    public void free(long pointer) {
        called("free " + pointer);
    }

    @Override
    public void copyTo(long devicePointer, MemorySegment host) {
        called("copyTo " + devicePointer);
    }

    @Override
    public void copyFrom(MemorySegment host, long devicePointer) {
        called("copyFrom " + devicePointer);
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
