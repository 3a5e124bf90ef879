package org.chiptest.runtime.internal.memory;

import java.io.Serial;

/** No free block of a region is large enough for what was asked for. */
public final class OutOfRegionException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    OutOfRegionException(long requested, long alignment, long free, long largest, int liveBlocks) {
        super("cannot allocate %d bytes at a multiple of %d: %d bytes are free, the largest free block has %d, %d blocks are live; free some or make the memory larger"
                .formatted(requested, alignment, free, largest, liveBlocks));
    }
}
