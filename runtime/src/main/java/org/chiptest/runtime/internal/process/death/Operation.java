package org.chiptest.runtime.internal.process.death;

import java.util.OptionalInt;

/**
 * An operation that a worker is doing, for messages.
 *
 * @param name     name of the worker's operation, such as {@code run_prepared}
 * @param cid      the callable id, if it has one
 * @param callable name of the callable; empty if it is not known
 */
public record Operation(String name, OptionalInt cid, String callable) {

    public static Operation named(String name) {
        return new Operation(name, OptionalInt.empty(), "");
    }

    public String describe() {
        return name + (cid.isPresent() ? " of callable id " + cid.getAsInt() : "")
                + (callable.isEmpty() ? "" : " '" + callable + "'");
    }
}
