package org.chiptest.engine.internal.callable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.chiptest.api.CallableSpec.Origin;
import org.chiptest.diagnostics.divergence.KernelReference;
import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.toolchain.SourceRoot;
import org.chiptest.runtime.toolchain.CompileTarget;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.Sanitizer;

/**
 * Hold all that a callable is built from for one runtime and architecture; equal recipes make equal callables.
 *
 * @param name          the callable's name, for messages
 * @param runtime       the runtime that it is for
 * @param architecture  name of the architecture that it is for
 * @param orchestration source of the orchestration
 * @param entry         symbol that the runtime calls
 * @param config        symbol of the configuration function
 * @param signature     directions of the orchestration's arguments
 * @param kernels       the kernels
 * @param includes      directories in which sources find headers
 * @param targets       how orchestration and kernels are compiled
 * @param sanitizer     what is built into orchestration and kernels
 * @param references    what kernels have to compute, by func id
 */
public record CallableRecipe(String name, RuntimeKind runtime, String architecture, Source orchestration,
        String entry, String config, List<ArgDirection> signature, List<Kernel> kernels, List<Path> includes,
        Targets targets, Sanitizer sanitizer, Map<Integer, KernelReference> references) {

    /** Say how the two kinds of sources are compiled. */
    public record Targets(CompileTarget orchestrations, CompileTarget kernels) {}

    /**
     * Say where a source was found.
     *
     * @param root    what the path counts from
     * @param written the path as its author wrote it
     * @param origin  what the file is
     */
    public record Source(SourceRoot root, String written, Origin origin) {}

    /** Hold what one kernel is built from. */
    public record Kernel(int funcId, CoreType core, Source source, List<ArgDirection> signature) {

        public Kernel {
            signature = List.copyOf(signature);
        }
    }

    public CallableRecipe {
        signature = List.copyOf(signature);
        kernels = List.copyOf(kernels);
        includes = List.copyOf(includes);
        references = Map.copyOf(references);
    }

    /** Return the same recipe with another sanitizer. */
    public CallableRecipe with(Sanitizer other) {
        return new CallableRecipe(name, runtime, architecture, orchestration, entry, config, signature, kernels,
                includes, targets, other, references);
    }
}
