package org.chiptest.runtime.internal.trb;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.function.Supplier;

import org.chiptest.engine.internal.conformance.ProgramDevice;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.internal.args.EffectiveRunSettings;
import org.chiptest.runtime.internal.graph.CallFrames;
import org.chiptest.runtime.internal.graph.KernelTable;
import org.chiptest.runtime.internal.graph.Run;
import org.chiptest.runtime.internal.graph.RunObserver;
import org.chiptest.runtime.internal.linker.CallFrameDescriptor;
import org.chiptest.runtime.internal.linker.ThreadStateListener;
import org.chiptest.runtime.internal.log.LogThreshold;
import org.chiptest.runtime.internal.log.RuntimeLog;
import org.chiptest.runtime.internal.memory.MemoryNames;
import org.chiptest.runtime.internal.sim.memory.DeviceMemory;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.tensor.TensorMemory;
import org.jspecify.annotations.Nullable;

/** A runtime in this process with memory for its arguments, and its log. */
public final class TestDevice implements ProgramDevice, AutoCloseable {

    public static final Architecture A2A3 = new Architecture("a2a3", 24, 4, 50_000_000, true);

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final DeviceMemory memory = DeviceMemory.create();
    private final TensormapRuntime runtime;
    private @Nullable RunObserver observer;

    public TestDevice() {
        this(A2A3);
    }

    public TestDevice(Architecture architecture) {
        this(architecture, LocalDateTime::now);
    }

    /** Open a device whose log has this clock. */
    TestDevice(Architecture architecture, Supplier<LocalDateTime> clock) {
        int cores = architecture.maxBlockDim() * (Architecture.AIC_PER_CLUSTER + Architecture.AIV_PER_CLUSTER);
        MemorySegment frames = Arena.ofAuto().allocate((cores + 8) * CallFrameDescriptor.SIZE,
                CallFrameDescriptor.ALIGNMENT);
        PrintStream out = new PrintStream(log, true, StandardCharsets.UTF_8);
        runtime = new TensormapRuntime(CompiledCode.shim(), architecture,
                new CallFrames(CompiledCode.shim(), 0, frames, lost -> out.println(lost.getMessage()),
                        ThreadStateListener.NONE),
                new RuntimeLog(out, new LogThreshold(LogThreshold.DEBUG, 0), clock),
                MemoryNames.none());
    }

    /** Have the following runs watched. */
    public void watch(@Nullable RunObserver watching) {
        observer = watching;
    }

    public TensorMemory memory() {
        return memory;
    }

    /** Return the log so far. */
    public String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    @Override
    public HostTensor allocate(DataType dtype, int... shape) {
        return HostTensor.allocate(memory, dtype, shape);
    }

    /** Run a program. */
    @Override
    public void run(TaskArgs args, CallConfig config) {
        run(CompiledCode.interpreter(), ProgramKernels.table(), args, config);
    }

    /** Run on three clusters. */
    public void run(TrbOrchestration orchestration, KernelTable kernels, TaskArgs args) {
        run(orchestration, kernels, args, config());
    }

    /** Return a configuration for three clusters. */
    @Override
    public CallConfig config() {
        return config(RunSettings.unset());
    }

    /** Return a configuration for three clusters with these settings. */
    public CallConfig config(RunSettings settings) {
        return CallConfig.defaults().withBlockDim(3).withSettings(
                settings.deadline().isPresent() ? settings : settings.withDeadline(Duration.ofSeconds(60)));
    }

    public void run(TrbOrchestration orchestration, KernelTable kernels, TaskArgs args, CallConfig config) {
        EffectiveRunSettings settings = EffectiveRunSettings.DEFAULTS.with(config.settings());
        runtime.run(orchestration, kernels, new Run(args, config, settings, observer));
    }

    /** Close the runtime; false if a kernel still runs. */
    boolean tryClose() {
        return runtime.close();
    }

    @Override
    public void close() {
        if (!tryClose()) {
            throw new IllegalStateException("a kernel still runs");
        }
        memory.close();
    }
}
