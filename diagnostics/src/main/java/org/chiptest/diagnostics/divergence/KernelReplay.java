package org.chiptest.diagnostics.divergence;

import java.nio.file.Path;
import java.util.Map;

import org.chiptest.diagnostics.internal.divergence.ReplayFolder;

/**
 * Write a folder that runs the kernels of one task alone, without Java: their sources and libraries, what they read, what was expected of
 * them and what they wrote in the run. {@code replay.sh} in it compiles them by g++, runs them and says whether they show the same
 * difference.
 */
public final class KernelReplay {

    /** Name of the script in the folder. */
    public static final String SCRIPT = "replay.sh";

    private KernelReplay() {}

    /**
     * Write the folder of a task that computed something else than the same task of another run.
     *
     * @param kernels the kernels of the suspect side, by func id
     * @param folder  where to; it is made
     * @return the script
     * @throws IllegalArgumentException     if a kernel is not among those that are given, or an argument of the task was not dumped
     * @throws java.io.UncheckedIOException if a file cannot be read or written
     */
    public static Path write(DivergentTask found, RunSide trusted, RunSide suspect, Closeness closeness,
            Map<Integer, KernelBuild> kernels, Path folder) {
        return new ReplayFolder(suspect, found.suspect().index(), kernels, closeness)
                .write(folder, trusted, found.trusted().index());
    }

    /**
     * Write the folder of a task that did not compute what its references do.
     *
     * @param references what kernels have to compute, by func id
     * @param kernels    the kernels of the run, by func id
     * @param folder     where to; it is made
     * @return the script
     * @throws IllegalArgumentException     if a kernel is not among those that are given, or an argument of the task was not dumped
     * @throws java.io.UncheckedIOException if a file cannot be read or written
     */
    public static Path write(WrongTask found, RunSide run, Map<Integer, KernelReference> references,
            Closeness closeness, Map<Integer, KernelBuild> kernels, Path folder) {
        return new ReplayFolder(run, found.task().index(), kernels, closeness).write(folder, references);
    }
}
