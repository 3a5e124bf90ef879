package org.chiptest.engine.internal.identity;

/** The id of the engine and the types of segments that unique ids of tests are made of. */
public final class Segments {

    /** The engine's id. */
    public static final String ENGINE = "chiptest";

    /** A class; its value is the full name. */
    public static final String CLASS = "class";

    /** A class in the one around it; its value is the simple name. */
    public static final String NESTED_CLASS = "nested-class";

    /** A scenario; its value is the name. */
    public static final String SCENARIO = "scenario";

    /** A test, the type by which reports group the variants of one; its value is {@code case@variant}, for a later attempt with its number. */
    public static final String TEST = "test-template-invocation";

    /** What comes before the number of an attempt. */
    public static final String ATTEMPT = "#";

    private Segments() {}
}
