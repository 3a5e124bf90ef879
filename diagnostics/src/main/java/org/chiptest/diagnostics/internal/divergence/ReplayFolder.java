package org.chiptest.diagnostics.internal.divergence;

import java.nio.file.Path;
import java.util.Map;

import org.chiptest.diagnostics.divergence.Closeness;
import org.chiptest.diagnostics.divergence.KernelBuild;
import org.chiptest.diagnostics.divergence.KernelReference;
import org.chiptest.diagnostics.divergence.RunSide;

public final class ReplayFolder {

    public ReplayFolder(RunSide side, int task, Map<Integer, KernelBuild> kernels, Closeness closeness) {
    }

    public Path write(Path folder, RunSide trusted, int trustedTask) {
        throw new UnsupportedOperationException();
    }

    public Path write(Path folder, Map<Integer, KernelReference> references) {
        throw new UnsupportedOperationException();
    }
}
