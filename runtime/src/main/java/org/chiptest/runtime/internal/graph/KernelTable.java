package org.chiptest.runtime.internal.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.chiptest.runtime.callable.ArgDirection;

/** The kernels of one callable: the address of each by its func id ({@code docs/contract/devices.md#prepare}). Immutable. */
public final class KernelTable {

    private static final long ABSENT = 0;

    private final long[] addresses;
    private final Map<Integer, List<ArgDirection>> signatures;

    private KernelTable(long[] addresses, Map<Integer, List<ArgDirection>> signatures) {
        this.addresses = addresses;
        this.signatures = Map.copyOf(signatures);
    }

    /** Create a table of parallel func ids and addresses; func ids are unique and 0 or more. */
    public static KernelTable of(int[] funcIds, long[] functions) {
        long[] addresses = new long[Arrays.stream(funcIds).max().orElse(-1) + 1];
        for (int i = 0; i < funcIds.length; i++) {
            addresses[funcIds[i]] = functions[i];
        }
        return new KernelTable(addresses, Map.of());
    }

    /** Create a table of one kernel. */
    public static KernelTable of(int funcId, long function) {
        return of(new int[]{funcId}, new long[]{function});
    }

    /** Return the same kernels with what they do to their arguments, by func id. */
    public KernelTable with(Map<Integer, List<ArgDirection>> known) {
        return new KernelTable(addresses, known);
    }

    /** Return what a kernel does to its arguments, as far as that is known. */
    public List<ArgDirection> signature(int funcId) {
        return signatures.getOrDefault(funcId, List.of());
    }

    /** Tell whether the callable has a kernel of this func id. */
    public boolean has(int funcId) {
        return funcId >= 0 && funcId < addresses.length && addresses[funcId] != ABSENT;
    }

    /** Return the address of a kernel that the callable {@link #has}. */
    public long function(int funcId) {
        return addresses[funcId];
    }

    /** List the func ids; for messages. */
    public String funcIds() {
        return IntStream.range(0, addresses.length).filter(this::has).mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
