package org.chiptest.diagnostics.divergence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.capture.RecordReader;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.SourceFile;

/** Runs of small graphs on the simulator, recorded and dumped, on one device after each other. */
final class SimulatedRuns implements AutoCloseable {

    static final int ELEMENTS = 256;

    private static final Path SOURCES = Path.of("src/test/resources/org/chiptest/diagnostics/divergence");
    private static final int PREPARED = 0;

    /** A kernel of blocks, of which one runtime has none. */
    private static final String FIRST_HALF = "first_half.cpp";

    private final RuntimeKind runtime;
    private final Path directory;
    private final Device device;
    private int runs;

    SimulatedRuns(RuntimeKind runtime, String platform, Path directory) {
        this.runtime = runtime;
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        device = DevicePlace.IN_PROCESS.opener(platform, runtime, TestToolchain.settings(directory)).open(0);
    }

    /** Run a chain of tasks, the middle one with this kernel. */
    RunSide chain(String entry, int tasks, String middle) {
        try (HostTensor x = tensor(1); HostTensor y = tensor(0)) {
            return run(entry, middle, new TaskArgs().tensor(x).tensor(y).scalar((long) tasks));
        }
    }

    /** Run two tasks, of which the first begins late. */
    RunSide late(String entry) {
        try (HostTensor x = tensor(1); HostTensor y = tensor(0); HostTensor z = tensor(0); HostTensor flag = zeros()) {
            return run(entry, "add.cpp", new TaskArgs().tensor(x).tensor(y).tensor(z).tensor(flag));
        }
    }

    /** Run one task of four blocks. */
    RunSide blocks(String entry, String middle) {
        try (HostTensor x = tensor(1); HostTensor y = tensor(0); HostTensor flags = zeros()) {
            return run(entry, middle, new TaskArgs().tensor(x).tensor(y).tensor(flags));
        }
    }

    /** Return what a replay needs of the kernels of a graph. */
    Map<Integer, KernelBuild> builds(String middle) {
        return runtime == RuntimeKind.HOST_BUILD_GRAPH
                ? Map.of(0, build("add.cpp"), 1, build(middle))
                : Map.of(0, build("add.cpp"), 1, build(middle), 4, build(FIRST_HALF));
    }

    private KernelBuild build(String source) {
        CompileRequest.Kernel request = new CompileRequest.Kernel(SourceFile.of(SOURCES.resolve(source)),
                CoreType.AIV, "a2a3", runtime, List.of(), "");
        return KernelBuild.of(request, TestToolchain.compiled(request).file());
    }

    private RunSide run(String entry, String middle, TaskArgs args) {
        Path folder = directory.resolve("run-" + ++runs);
        device.prepare(PREPARED, callable(entry, middle));
        try {
            device.run(PREPARED, args,
                    CallConfig.defaults().withBlockDim(3).withDumpTensor(1).withOutputPrefix(folder.toString()));
        } finally {
            device.unregister(PREPARED);
        }
        return new RunSide(runtime.shortName() + "-" + runs,
                RecordReader.read(device.records()).orElseThrow().named("test", "a2a3sim", 0,
                        Map.of(0, "add", 1, "middle", 2, "late", 3, "raise", 4, "first_half")),
                folder);
    }

    private ChipCallable callable(String entry, String middle) {
        List<ArgDirection> add = List.of(ArgDirection.IN, ArgDirection.OUT, ArgDirection.SCALAR);
        ChipCallable.Builder callable = ChipCallable.builder()
                .orchestration(TestToolchain.orchestration(runtime, SOURCES.resolve(runtime.shortName() + ".cpp")))
                .functionName(entry).child(0, CoreCallable.of(add, kernel("add.cpp")))
                .child(1, CoreCallable.of(add, kernel(middle)))
                .child(2, CoreCallable.of(
                        List.of(ArgDirection.IN, ArgDirection.OUT, ArgDirection.IN, ArgDirection.SCALAR),
                        kernel("add_late.cpp")))
                .child(3, CoreCallable.of(List.of(ArgDirection.INOUT, ArgDirection.SCALAR), kernel("raise.cpp")));
        return (runtime == RuntimeKind.HOST_BUILD_GRAPH
                ? callable
                : callable.child(4, CoreCallable.of(
                        List.of(ArgDirection.IN, ArgDirection.OUT, ArgDirection.INOUT, ArgDirection.SCALAR),
                        kernel(FIRST_HALF))))
                .build();
    }

    private byte[] kernel(String source) {
        return TestToolchain.kernel(runtime, SOURCES.resolve(source));
    }

    private HostTensor tensor(int step) {
        HostTensor tensor = zeros();
        return tensor.fill(i -> 0.1 * step * i);
    }

    private HostTensor zeros() {
        return HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, 1, ELEMENTS).fill(0);
    }

    @Override
    public void close() {
        device.close();
    }
}
