package org.chiptest.runtime.internal.process.stray;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * A process that user code of a worker has started and left.
 *
 * @param pid     its process id
 * @param name    what it called itself last: its program, or for a copy of the worker the thread that made it
 * @param started how it is told from another one with its id: when it started, in ticks of the system
 * @param ended   whether it had ended by itself, and nobody had waited for it
 */
public record StrayProcess(long pid, String name, long started, boolean ended) {

    /** Name some processes, for the middle of a sentence. */
    public static String describe(Collection<StrayProcess> strays) {
        return strays.stream()
                .map(stray -> "'" + stray.name + "' (pid " + stray.pid + (stray.ended ? ", not waited for)" : ")"))
                .collect(Collectors.joining(", "));
    }
}
