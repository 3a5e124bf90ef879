package org.chiptest.runtime.internal.foreign;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.linker.ForeignType;
import org.chiptest.runtime.internal.linker.NativeMemory;
import org.chiptest.runtime.internal.log.RuntimeLog;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.jspecify.annotations.Nullable;

/**
 * The second generation of the interface. A run has phases: it is prepared, launched, waited for and finalized, and whatever was prepared
 * is finalized. Results are in the caller's memory only then.
 *
 * <pre>
 *   run descriptor: 0 pipeline_slot u32 | 4 arena_bank u32 | 8 run_id | 16 generation | 24 dispatch_id | 32 run_epoch, u64 each
 *                   | 40 accepted_state pointer | 48 accepted_value i32 | 56
 * </pre>
 */
final class SecondGeneration implements ForeignDriver {

    static final long DESCRIPTOR_SIZE = 56;
    static final long RUN_EPOCH = 32;

    private static final long MOST_ALIGNMENT = 4096;

    private final ForeignContext context;
    private final ForeignFiles files;
    private final RuntimeLog log;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment args = arena.allocate(SecondArguments.SIZE, SecondArguments.ALIGNMENT);
    private final MemorySegment config = arena.allocate(SecondConfig.SIZE, Long.BYTES);
    private final MemorySegment descriptor = arena.allocate(DESCRIPTOR_SIZE, Long.BYTES);
    private final MappedMemory storage;
    private long runs;

    SecondGeneration(ForeignContext context, ForeignFiles files, RuntimeLog log) {
        this.context = context;
        this.files = files;
        this.log = log;
        PipelineContract.require(context.name(), NativeMemory.at(
                context.pointer(ForeignType.POINTER_OF_NOTHING, "get_pipeline_contract"), PipelineContract.SIZE));
        long alignment = context.number(ForeignType.SIZE_OF_NOTHING, "get_runtime_alignment");
        if (alignment < 1 || alignment > MOST_ALIGNMENT || Long.bitCount(alignment) != 1) {
            throw new DeviceException(
                    context.name() + ": get_runtime_alignment returned " + Long.toUnsignedString(alignment)
                            + "; a power of two up to " + MOST_ALIGNMENT + " can be");
        }
        storage = MappedMemory.anonymous(FirstGeneration
                .runtimeBytes(context, context.number(ForeignType.SIZE_OF_NOTHING, "get_runtime_size")));
    }

    @Override
    public void init(int deviceId) {
        try (Blobs blobs = new Blobs()) {
            MemorySegment aicpu = blobs.of(files.aicpu(), "the code for the AICPU");
            MemorySegment aicore = blobs.of(files.aicore(), "the code for the cores");
            MemorySegment dispatcher = blobs.of(files.dispatcher(), "the code of the dispatcher");
            context.call(ForeignType.INIT_WITH_DISPATCHER, "simpler_init", context.address(), deviceId,
                    aicpu.address(), aicpu.byteSize(), aicore.address(), aicore.byteSize(), dispatcher.address(),
                    dispatcher.byteSize(), 0);
        }
    }

    @Override
    public void register(int cid, ChipCallable callable) {
        ForeignGeneration.SECOND.requireBuiltFor(callable);
        try (HandedImage image = new HandedImage(SecondImage.of(callable))) {
            context.call(ForeignType.REGISTER, "simpler_register_callable", context.address(), cid, image.address());
            image.requireUnchanged("simpler_register_callable");
        }
    }

    @Override
    public void run(int cid, TaskArgs arguments, CallConfig runConfig) {
        ForeignGeneration.SECOND.requireDumpable(runConfig.diagnostics());
        SecondArguments.write(arguments, args);
        SecondConfig.write(runConfig, config);
        if (runs++ == 0) {
            log.info(9, "run_prepared", "a runtime of generation 2 runs on the whole chip; block_dim "
                    + runConfig.blockDim() + " is not passed on");
        }
        descriptor.set(JAVA_LONG, RUN_EPOCH, runs);
        context.call(ForeignType.RUN_WITH_CONFIG, "simpler_prepare_run", context.address(), storage.address(), cid,
                args.address(), config.address(), descriptor.address());
        @Nullable
        DeviceException failure = null;
        try {
            phase("simpler_launch_run");
            phase("simpler_wait_run");
        } catch (DeviceException e) {
            failure = e;
        }
        finish(failure);
    }

    @Override
    public void unregister(int cid) {
        context.call(ForeignType.CODE_OF_POINTER_AND_NUMBER, "simpler_unregister_callable", context.address(), cid);
    }

    @Override
    public void close() {
        storage.close();
        arena.close();
    }

    private void finish(@Nullable DeviceException failure) {
        try {
            phase("simpler_finalize_run");
        } catch (DeviceException e) {
            if (failure == null) {
                throw e;
            }
            if (e.code() != failure.code()) {
                failure.addSuppressed(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void phase(String function) {
        context.call(ForeignType.CODE_OF_POINTERS, function, context.address(), storage.address());
    }
}
