package org.chiptest.runtime.internal.foreign;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.args.ChipStorageTaskArgsDescriptor;
import org.chiptest.runtime.internal.args.EffectiveRunSettings;
import org.chiptest.runtime.internal.linker.ForeignType;
import org.chiptest.runtime.internal.memory.MappedMemory;

/** The first generation of the interface ({@code docs/contract/devices.md#operations-of-a-device}). */
final class FirstGeneration implements ForeignDriver {

    private static final long ALIGNMENT = 64;
    /** Beyond what any runtime wants for a run; a size that was misread is larger. */
    private static final long MOST_BYTES = 16L << 30;

    private final ForeignContext context;
    private final ForeignFiles files;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment args = arena.allocate(ChipStorageTaskArgsDescriptor.SIZE, ALIGNMENT);
    private final MappedMemory buffer;

    FirstGeneration(ForeignContext context, ForeignFiles files) {
        this.context = context;
        this.files = files;
        long size = context.number(ForeignType.SIZE_OF_NOTHING, "get_runtime_size");
        buffer = MappedMemory.anonymous(runtimeBytes(context, size));
    }

    @Override
    public void init(int deviceId) {
        try (Blobs blobs = new Blobs()) {
            MemorySegment aicpu = blobs.of(files.aicpu(), "the code for the AICPU");
            MemorySegment aicore = blobs.of(files.aicore(), "the code for the cores");
            context.call(ForeignType.INIT, "simpler_init", context.address(), deviceId, aicpu.address(),
                    aicpu.byteSize(), aicore.address(), aicore.byteSize());
        }
    }

    @Override
    public void register(int cid, ChipCallable callable) {
        ForeignGeneration.FIRST.requireBuiltFor(callable);
        try (HandedImage image = new HandedImage(callable.image())) {
            context.call(ForeignType.REGISTER, "prepare_callable", context.address(), cid, image.address());
            image.requireUnchanged("prepare_callable");
        }
    }

    @Override
    public void run(int cid, TaskArgs arguments, CallConfig config) {
        Diagnostics diagnostics = config.diagnostics();
        ForeignGeneration.FIRST.requireDumpable(diagnostics);
        ChipStorageTaskArgsDescriptor.write(arguments, args);
        try (Arena words = Arena.ofConfined()) {
            context.call(ForeignType.RUN, "run_prepared", variables(config.settings()), context.address(),
                    buffer.address(), cid, args.address(), config.blockDim(), config.aicpuThreadNum(),
                    diagnostics.l2Swimlane(), diagnostics.dumpTensor(), diagnostics.pmu(), diagnostics.depGen(),
                    words.allocateFrom(diagnostics.outputPrefix()).address());
        }
    }

    @Override
    public void unregister(int cid) {
        context.call(ForeignType.CODE_OF_POINTER_AND_NUMBER, "unregister_callable", context.address(), cid);
    }

    @Override
    public void close() {
        buffer.close();
        arena.close();
    }

    /** Return the variables by which a run sets its rings; what it leaves unset is what the process has. */
    static Map<String, String> variables(RunSettings settings) {
        Map<String, String> variables = new TreeMap<>();
        settings.taskWindow()
                .ifPresent(slots -> variables.put(EffectiveRunSettings.ENV_TASK_WINDOW, String.valueOf(slots)));
        settings.heapBytes().ifPresent(bytes -> variables.put(EffectiveRunSettings.ENV_HEAP, String.valueOf(bytes)));
        settings.depPool()
                .ifPresent(entries -> variables.put(EffectiveRunSettings.ENV_DEP_POOL, String.valueOf(entries)));
        return variables;
    }

    /** Check the size that a runtime wants of the caller for each run; one that wants nothing gets a little all the same. */
    static long runtimeBytes(ForeignContext context, long size) {
        return Optional.of(size).filter(bytes -> bytes >= 0 && bytes <= MOST_BYTES)
                .map(bytes -> Math.max(bytes, ALIGNMENT))
                .orElseThrow(() -> new DeviceException(
                        context.name() + ": get_runtime_size returned " + Long.toUnsignedString(size)
                                + ", more than the " + MOST_BYTES + " bytes that a run may want of its caller"));
    }
}
