package org.chiptest.runtime.internal.sim;

import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.callable.CallableIds;
import org.jspecify.annotations.Nullable;

/**
 * The prepared callables of a device by callable id, 0 to 63 ({@code docs/contract/callables.md#limits-and-ids} and
 * {@code docs/contract/devices.md#prepare}).
 */
final class PreparedTable {

    private final @Nullable Prepared[] entries = new @Nullable Prepared[CallableIds.COUNT];

    /**
     * Register what a callable was prepared to.
     *
     * @param preparation prepares the callable; not asked if the id cannot be used
     */
    void register(int cid, Supplier<Prepared> preparation) {
        if (!inRange(cid)) {
            throw new DeviceException("callable id " + cid + " is out of range; ids are 0 to "
                    + (CallableIds.COUNT - 1));
        }
        if (entries[cid] != null) {
            throw new DeviceException(
                    "callable id " + cid + " is already prepared; unregister it first or use another");
        }
        entries[cid] = preparation.get();
    }

    /** Return what a callable id was prepared to. */
    Prepared get(int cid) {
        Prepared prepared = inRange(cid) ? entries[cid] : null;
        if (prepared == null) {
            throw new DeviceException(
                    "callable id " + cid + " is not prepared; prepared ids are " + listed() + ", prepare it first");
        }
        return prepared;
    }

    /** Remove a callable id and return what it was prepared to, or null if there was none. */
    @Nullable
    Prepared remove(int cid) {
        if (!inRange(cid)) {
            return null;
        }
        Prepared prepared = entries[cid];
        entries[cid] = null;
        return prepared;
    }

    private static boolean inRange(int cid) {
        return CallableIds.contains(cid);
    }

    private String listed() {
        return IntStream.range(0, entries.length).filter(cid -> entries[cid] != null).mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
