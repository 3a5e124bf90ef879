package org.chiptest.engine.internal.callable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableSpec.Origin;
import org.chiptest.api.Variant;
import org.chiptest.diagnostics.divergence.KernelReference;
import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.callable.CallableFormatException;
import org.chiptest.runtime.toolchain.Sanitizer;

/** Check the description of a callable and find its sources, without compiling anything. */
public final class CallableResolver {

    private static final byte[] NOT_COMPILED_YET = {};

    private CallableResolver() {}

    /**
     * Resolve a description for a variant.
     *
     * @param name      the callable's name
     * @param declaring the class beside which sources are looked up first
     * @throws InvalidCallableException if a limit is broken or a source is missing
     */
    public static CallableRecipe resolve(String name, CallableSpec spec, Class<?> declaring, Variant variant) {
        if (spec.origin() == Origin.IMAGE) {
            requireNothingElse(spec);
        } else {
            requireImage(spec);
            requireEntry(spec, variant.runtime());
            requireKernels(spec);
        }
        requireTensorsFirst(spec.signature());
        SourceLookup lookup = new SourceLookup(declaring);
        CallableRecipe.Source orchestration = lookup.source(
                spec.origin() == Origin.IMAGE ? "the image" : "the orchestration", spec.source(), spec.origin());
        List<CallableRecipe.Kernel> kernels = spec.kernels().stream()
                .map(kernel -> new CallableRecipe.Kernel(kernel.funcId(), kernel.core(),
                        lookup.source("the source of kernel " + kernel.funcId(), kernel.source(), kernel.origin()),
                        kernel.signature()))
                .toList();
        List<Path> includes = spec.includes().stream().map(folder -> lookup.folder("the include directory", folder))
                .toList();
        return new CallableRecipe(name, variant.runtime(), variant.architecture().name(),
                orchestration, spec.entry(), spec.config(), spec.signature(), kernels,
                includes, new CallableRecipe.Targets(variant.platform().orchestrations(variant.runtime()),
                        variant.platform().kernels()),
                Sanitizer.NONE, spec.references());
    }

    /** An image has everything in it. */
    private static void requireNothingElse(CallableSpec spec) {
        CallableSpec image = CallableSpec.image(spec.source());
        for (Map.Entry<Integer, KernelReference> each : spec.references().entrySet()) {
            image = image.reference(each.getKey(), each.getValue());
        }
        if (!spec.equals(image)) {
            throw new InvalidCallableException("the image '" + spec.source()
                    + "' has its own entry, signature and kernels; leave out what is said beside it");
        }
    }

    /** Build the image without its libraries, which applies every rule that an image has. */
    private static void requireImage(CallableSpec spec) {
        try {
            ChipCallable.Builder builder = ChipCallable.builder().signature(spec.signature())
                    .functionName(spec.entry()).configName(spec.config());
            for (CallableSpec.Kernel kernel : spec.kernels()) {
                builder.child(kernel.funcId(), CoreCallable.of(kernel.signature(), NOT_COMPILED_YET));
            }
            builder.build();
        } catch (CallableFormatException e) {
            throw new InvalidCallableException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireEntry(CallableSpec spec, RuntimeKind runtime) {
        if (runtime == RuntimeKind.HOST_BUILD_GRAPH && spec.entry().isEmpty()) {
            throw new InvalidCallableException("orchestration '" + spec.source()
                    + "' has no entry, and host_build_graph has no default one; name its function with entry(\"...\")");
        }
    }

    private static void requireKernels(CallableSpec spec) {
        List<Integer> kernels = spec.kernels().stream().map(CallableSpec.Kernel::funcId).toList();
        spec.references().keySet().stream().filter(funcId -> !kernels.contains(funcId)).sorted().findFirst()
                .ifPresent(funcId -> {
                    throw new InvalidCallableException("there is a reference for kernel " + funcId
                            + ", and no such kernel; the kernels are " + kernels);
                });
    }

    private static void requireTensorsFirst(List<ArgDirection> signature) {
        int scalar = signature.indexOf(ArgDirection.SCALAR);
        if (scalar < 0) {
            return;
        }
        for (int i = scalar + 1; i < signature.size(); i++) {
            if (signature.get(i) != ArgDirection.SCALAR) {
                throw new InvalidCallableException("the signature has a tensor (argument " + i + ", "
                        + signature.get(i) + ") after a scalar (argument " + scalar + "); name all tensors first");
            }
        }
    }
}
