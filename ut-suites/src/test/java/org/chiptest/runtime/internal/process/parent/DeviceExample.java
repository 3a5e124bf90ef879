package org.chiptest.runtime.internal.process.parent;

import java.nio.file.Path;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.Toolchain;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/** The example of {@code docs/devices.md}, between the two marks. */
final class DeviceExample {

    private DeviceExample() {}

    /** Run the vector example for 2 and 3, and return an element of its output. */
    static double run(Toolchain toolchain, DevicePlace place, Path image) {
        // begin
        Path shim = toolchain.compile(new CompileRequest.Shim()).join().file();
        try (ChipWorker worker = ChipWorker.open(
                place.opener("a2a3sim", RuntimeKind.HOST_BUILD_GRAPH, WorkerSettings.withShim(shim)), 0);
                HostTensor a = worker.allocate(DataType.FLOAT32, 16_384).fill(2);
                HostTensor b = worker.allocate(DataType.FLOAT32, 16_384).fill(3);
                HostTensor f = worker.allocate(DataType.FLOAT32, 16_384);
                PreparedCallable vector = worker.prepare(0, ChipCallable.parse(image))) {
            vector.run(new TaskArgs().tensor(a).tensor(b).tensor(f), CallConfig.defaults().withBlockDim(3));
            return f.get(0);
        }
        // end
    }
}
