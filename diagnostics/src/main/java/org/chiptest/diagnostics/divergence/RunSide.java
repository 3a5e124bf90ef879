package org.chiptest.diagnostics.divergence;

import java.nio.file.Path;

import org.chiptest.runtime.capture.RecordedRun;

/**
 * Name one of the runs that are compared: what was recorded of it, and where its dumps lie. It has to be recorded with dependencies and
 * dumps.
 *
 * @param label     what texts call it, such as {@code a2a3sim.host_build_graph}
 * @param run       what was recorded
 * @param directory folder of its files, where its tensor dump is
 */
public record RunSide(String label, RecordedRun run, Path directory) {}
