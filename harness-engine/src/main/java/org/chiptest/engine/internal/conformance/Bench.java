package org.chiptest.engine.internal.conformance;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.chiptest.api.Variant;
import org.chiptest.engine.internal.callable.CallableCompiler;
import org.chiptest.engine.internal.callable.CallableResolver;
import org.chiptest.engine.internal.device.DeviceKind;
import org.chiptest.engine.internal.device.DeviceSource;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.foreign.DescribedPlatform;
import org.chiptest.runtime.internal.foreign.ForeignGeneration;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.chiptest.runtime.worker.ChipWorker;
import org.jspecify.annotations.Nullable;

/** What rules look at a runtime with: its workers, and callables for them. Used by one thread. */
final class Bench {

    private static final int BLOCK_DIM = 3;

    private final Variant variant;
    private final DeviceSource devices;
    private final CallableCompiler compiler;
    private final KitChoice choice;
    private @Nullable LeakCount leaks;
    private final Map<KitCallable, ChipCallable> compiled = new EnumMap<>(KitCallable.class);

    Bench(Variant variant, DeviceSource devices, CallableCompiler compiler, KitChoice choice) {
        this.variant = variant;
        this.devices = devices;
        this.compiler = compiler;
        this.choice = choice;
    }

    Variant variant() {
        return variant;
    }

    KitChoice choice() {
        return choice;
    }

    /** Return a configuration that each architecture can do. */
    static CallConfig config() {
        return CallConfig.defaults().withBlockDim(BLOCK_DIM);
    }

    /** Return random numbers that are the same for each run with the same seed. */
    RandomGenerator random(long more) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(choice.seed() + more);
    }

    /**
     * Compile a callable, or return what is compiled already.
     *
     * @throws CannotSayException if nobody here can build it
     */
    ChipCallable callable(KitCallable callable) {
        requireHeaders();
        return compiled.computeIfAbsent(callable, this::compile);
    }

    /** Open a worker on device 0 that nobody has used, use it and close it. */
    void worker(Consumer<KitWorker> use) {
        worker(0, use);
    }

    /** Open a worker that nobody has used, use it and close it. */
    void worker(int deviceId, Consumer<KitWorker> use) {
        OpenDevice device = devices.open(new DeviceKind(variant, Sanitizer.NONE), deviceId);
        try (ChipWorker worker = ChipWorker.open(id -> device.device(), deviceId)) {
            use.accept(new KitWorker(worker, device.device(), this));
        }
    }

    /** Count what its process has more of after many runs; once for all rules. */
    LeakCount leaks() {
        LeakCount known = leaks;
        if (known == null) {
            known = LeakCount.of(this);
            leaks = known;
        }
        return known;
    }

    private ChipCallable compile(KitCallable callable) {
        try {
            return compiler.compile(CallableResolver.resolve(callable.name(), callable.spec(variant.runtime()),
                    KitCallable.class, variant)).join();
        } catch (CompletionException e) {
            throw new CannotSayException("the kit's own code cannot be compiled for it: "
                    + String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage()), e);
        }
    }

    private void requireHeaders() {
        if (variant.platform() instanceof DescribedPlatform described
                && generation(described) == ForeignGeneration.SECOND) {
            throw new CannotSayException(
                    "the library is of generation 2, whose headers do not ship: what the kit runs cannot"
                            + " be compiled for it");
        }
    }

    private ForeignGeneration generation(DescribedPlatform described) {
        return described.generation(variant.runtime())
                .orElseThrow(() -> new DeviceException(described.name() + " has no library for " + variant.runtime()));
    }
}
