package org.chiptest.engine.internal.device;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The scenarios that one open device has run, in order, and their callables: what one of them has broken may show in another, or
 * when the device is closed. Used by whoever has leased the device, one after the other.
 */
public final class ScenarioHistory {

    private final List<String> names = new ArrayList<>();
    private final Set<String> callables = new LinkedHashSet<>();

    /** Add a scenario that is about to run, with the callables that it may load; return how many ran before. */
    public synchronized int begin(String name, Collection<String> callablesOfIt) {
        names.add(name);
        callables.addAll(callablesOfIt);
        return names.size() - 1;
    }

    /** Return the first scenarios, in order. */
    public synchronized List<String> first(int number) {
        return List.copyOf(names.subList(0, number));
    }

    /** Return the scenarios, in order. */
    public synchronized List<String> names() {
        return List.copyOf(names);
    }

    /** Return the callables of all scenarios. */
    public synchronized List<String> callables() {
        return List.copyOf(callables);
    }
}
