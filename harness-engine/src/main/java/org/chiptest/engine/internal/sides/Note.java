package org.chiptest.engine.internal.sides;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of a failure beside itself.
 *
 * @param text in several lines; empty if nothing is known
 * @param line in a line
 */
record Note(String text, String line) {

    /** Nothing is known. */
    static final Note NONE = new Note("", "");

    /** Put together what comparing both sides came to and what was found task by task; each may be empty. */
    static Note of(String compared, String found) {
        return new Note(joined("\n", compared, found), joined("; ", first(compared), first(found)));
    }

    private static String first(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static String joined(String between, String one, String other) {
        return Stream.of(one, other).filter(each -> !each.isEmpty()).collect(Collectors.joining(between));
    }
}
