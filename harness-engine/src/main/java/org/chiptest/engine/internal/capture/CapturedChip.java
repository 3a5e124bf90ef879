package org.chiptest.engine.internal.capture;

import java.nio.file.Path;

/**
 * Say which chip is captured.
 *
 * @param rank   its number in its host, 0 at level 2
 * @param hosted whether it is one of several: then it has a folder of its own
 */
public record CapturedChip(int rank, boolean hosted) {

    /** The only one. */
    public static final CapturedChip SINGLE = new CapturedChip(0, false);

    /** Return the folder of its files below one that is the same for all chips. */
    Path folder(Path common) {
        return hosted ? common.resolve("chip-" + rank) : common;
    }
}
