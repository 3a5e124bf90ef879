package org.chiptest.runtime.internal.process.death;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * An operation that a worker is doing, for messages.
 *
 * @param name     name of the worker's operation, such as {@code run_prepared}
 * @param cid      the callable id, if it has one
 * @param callable name of the callable; empty if it is not known
 * @param place    where in a foreign library it is; empty if there is none, or it is not known
 */
public record Operation(String name, OptionalInt cid, String callable, String place) {

    /** Describe an operation on a callable. */
    public Operation(String name, OptionalInt cid, String callable) {
        this(name, cid, callable, "");
    }

    public static Operation named(String name) {
        return new Operation(name, OptionalInt.empty(), "");
    }

    /** Describe the same, with the function of a foreign library that it is in, if there is one. */
    public Operation within(Optional<String> function) {
        return new Operation(name, cid, callable, function.map(text -> ", in " + text).orElse(place));
    }

    public String describe() {
        return name + (cid.isPresent() ? " of callable id " + cid.getAsInt() : "")
                + (callable.isEmpty() ? "" : " '" + callable + "'") + place;
    }
}
