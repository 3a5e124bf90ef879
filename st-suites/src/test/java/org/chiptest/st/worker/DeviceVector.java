package org.chiptest.st.worker;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TensorArgument;
import org.chiptest.runtime.worker.ChipWorker;

/** A vector of floats in device memory, to which a test copies, and from which it copies back. */
record DeviceVector(ChipWorker worker, long address, int length) implements TensorArgument, AutoCloseable {

    static DeviceVector allocate(ChipWorker worker, int length) {
        return new DeviceVector(worker, worker.malloc((long) length * Float.BYTES), length);
    }

    void write(float... values) {
        try (Arena arena = Arena.ofConfined()) {
            worker.copyTo(address, arena.allocateFrom(ValueLayout.JAVA_FLOAT, values));
        }
    }

    float[] read() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate(ValueLayout.JAVA_FLOAT, length);
            worker.copyFrom(host, address);
            return host.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    @Override
    public ContinuousTensor argument() {
        return new ContinuousTensor(address, DataType.FLOAT32, true, List.of(length));
    }

    @Override
    public void close() {
        worker.free(address);
    }
}
