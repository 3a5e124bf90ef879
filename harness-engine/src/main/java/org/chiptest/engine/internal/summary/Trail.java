package org.chiptest.engine.internal.summary;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What leads back to a test that did not simply pass.
 *
 * @param attempts how many there were
 * @param files    the directory of the last one, if it has left files
 * @param command  the command that runs the test again
 */
public record Trail(int attempts, Optional<Path> files, String command) {}
