package org.chiptest.runtime.internal.graph;

/**
 * How much of what is limited is in use when a scope begins or has ended; a limit of 0 says that there is none.
 *
 * @param site  where the scope stands in the source, empty if unknown
 * @param depth open scopes, this one included
 * @param ring  ring of the scope's tasks
 */
public record ScopeUsage(String site, int depth, int ring, long window, long windowLimit, long heap, long heapLimit,
        long dependencies, long dependencyLimit, long tensorMap, long tensorMapLimit) {}
