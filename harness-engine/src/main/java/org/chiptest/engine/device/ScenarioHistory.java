package org.chiptest.engine.device;

import java.util.ArrayList;
import java.util.List;

/**
 * The scenarios that one open device has run, in order: what one of them has broken may show in another. Used by whoever has leased
 * the device, one after the other.
 */
public final class ScenarioHistory {

    private final List<String> names = new ArrayList<>();

    /** Add a scenario that is about to run; return those that ran before. */
    public synchronized List<String> begin(String name) {
        List<String> before = List.copyOf(names);
        names.add(name);
        return before;
    }
}
