package org.chiptest.runtime.sim;

import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.chiptest.runtime.device.DeviceException;
import org.jspecify.annotations.Nullable;

/** The prepared callables of a device by callable id, 0 to 63 (specification, 1.1 and 4.2). */
final class PreparedTable {

    static final int MAX_REGISTERED_CALLABLE_IDS = 64;

    private final @Nullable PreparedState[] states = new @Nullable PreparedState[MAX_REGISTERED_CALLABLE_IDS];

    /**
     * Register what a callable was prepared to.
     *
     * @param state makes the state; not asked if the id cannot be used
     */
    void register(int cid, Supplier<PreparedState> state) {
        if (!inRange(cid)) {
            throw new DeviceException(-1, "callable id " + cid + " is out of range; ids are 0 to "
                    + (MAX_REGISTERED_CALLABLE_IDS - 1));
        }
        if (states[cid] != null) {
            throw new DeviceException(-1,
                    "callable id " + cid + " is already prepared; unregister it first or use another");
        }
        states[cid] = state.get();
    }

    /** Return the state of a callable id. */
    PreparedState get(int cid) {
        PreparedState state = inRange(cid) ? states[cid] : null;
        if (state == null) {
            throw new DeviceException(-1,
                    "callable id " + cid + " is not prepared; prepared ids are " + prepared() + ", prepare it first");
        }
        return state;
    }

    /** Remove a callable id and return its state, or null if there was none. */
    @Nullable
    PreparedState remove(int cid) {
        if (!inRange(cid)) {
            return null;
        }
        PreparedState state = states[cid];
        states[cid] = null;
        return state;
    }

    private static boolean inRange(int cid) {
        return cid >= 0 && cid < MAX_REGISTERED_CALLABLE_IDS;
    }

    private String prepared() {
        return IntStream.range(0, states.length).filter(cid -> states[cid] != null).mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
