package org.chiptest.engine.internal.declaration;

import java.util.stream.Stream;

/** Names of scenarios and cases, of which selectors and lines of expectations are made. */
final class Selectable {

    /** What such a name cannot have, for messages. */
    static final String FORBIDDEN = "comma, *, |, line feed and ::";

    private Selectable() {}

    /** Tell whether a name cannot be written in a selector. */
    static boolean isNot(String name) {
        return Stream.of("::", ",", "*", "|", "\n").anyMatch(name::contains);
    }
}
