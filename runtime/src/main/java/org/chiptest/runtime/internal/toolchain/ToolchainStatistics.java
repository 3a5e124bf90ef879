package org.chiptest.runtime.internal.toolchain;

import java.time.Duration;

/**
 * What a toolchain has done since it was created.
 *
 * @param requests calls of {@code compile}
 * @param shared requests that joined an equal one in flight
 * @param hits libraries and parts of libraries that were found in the cache
 * @param misses those that had to be compiled
 * @param failures compilations that ended with an error or at their deadline
 * @param damaged cache entries that were damaged and thrown away
 * @param notKept libraries that were compiled but not kept, because what they depend on changed or cannot be known
 * @param compileTime the time that compilers ran, added up over all of them
 */
record ToolchainStatistics(long requests, long shared, long hits, long misses, long failures, long damaged,
        long notKept,
        Duration compileTime) {}
