package org.chiptest.diagnostics.divergence;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.toolchain.CompileRequest;

/**
 * A kernel as a run had it.
 *
 * @param source             how it was compiled; nothing if only its library is known
 * @param library            file of the shared object that ran
 * @param instructionLibrary folders of an instruction library that it was compiled with, in which headers are looked for first
 */
public record KernelBuild(Optional<CompileRequest.Kernel> source, Path library, List<Path> instructionLibrary) {

    /** Copy the list. */
    public KernelBuild {
        instructionLibrary = List.copyOf(instructionLibrary);
    }

    /** Name a kernel that was compiled from a source. */
    public static KernelBuild of(CompileRequest.Kernel source, Path library) {
        return new KernelBuild(Optional.of(source), library, List.of());
    }

    /** Name a kernel that somebody else has compiled. */
    public static KernelBuild ofLibrary(Path library) {
        return new KernelBuild(Optional.empty(), library, List.of());
    }
}
