package org.chiptest.runtime.internal.process.launch;

import java.nio.file.Path;

/** Stands for {@link WorkerDirectory} where processes have no files. */
public record SteppedDirectory(Path home) {}
