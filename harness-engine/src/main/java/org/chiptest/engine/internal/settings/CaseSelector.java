package org.chiptest.engine.internal.settings;

import java.util.Arrays;
import java.util.List;

/**
 * Select cases by name.
 *
 * @param text      the selector as it was written
 * @param className the class to which it is restricted: full, simple or binary name; empty for any
 * @param caseName  {@code case}, {@code scenario} or {@code scenario/case}; empty for any
 */
public record CaseSelector(String text, String className, String caseName) {

    private static final String SEPARATOR = "::";
    private static final String ALL = "all";

    /**
     * Parse a comma-separated list of selectors, or {@code all} for none: nothing is left out.
     *
     * @throws IllegalArgumentException if one is empty
     */
    static List<CaseSelector> parse(String text) {
        if (text.strip().equals(ALL)) {
            return List.of();
        }
        return Arrays.stream(text.split(",", -1)).map(String::strip).map(CaseSelector::parseOne).toList();
    }

    /**
     * Parse one selector.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public static CaseSelector parseOne(String text) {
        int separator = text.indexOf(SEPARATOR);
        String className = separator < 0 ? "" : text.substring(0, separator).strip();
        String caseName = text.substring(separator < 0 ? 0 : separator + SEPARATOR.length()).strip();
        if (className.isEmpty() && caseName.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' selects nothing; write case, scenario, scenario/case, "
                    + "Class::case or Class::");
        }
        return new CaseSelector(text, className, caseName);
    }

    /** Tell whether this selects a case of a scenario of a class. */
    public boolean matches(String fullClassName, String scenario, String name) {
        return matchesClass(fullClassName) && matchesCase(scenario, name);
    }

    /** Tell whether this is not restricted to other classes. */
    public boolean matchesClass(String fullClassName) {
        String binary = fullClassName.substring(fullClassName.lastIndexOf('.') + 1);
        String simple = binary.substring(binary.lastIndexOf('$') + 1);
        return className.isEmpty() || matches(className, fullClassName) || matches(className, binary)
                || matches(className, binary.replace('$', '.')) || matches(className, simple);
    }

    private boolean matchesCase(String scenario, String name) {
        return caseName.isEmpty() || matches(caseName, name) || matches(caseName, scenario)
                || matches(caseName, scenario + "/" + name);
    }

    /** A star stands for any text; what is between stars has to be found in its order. */
    private static boolean matches(String pattern, String name) {
        if (!pattern.contains("*")) {
            return pattern.equals(name);
        }
        String[] pieces = pattern.split("\\*", -1);
        String last = pieces[pieces.length - 1];
        if (!name.startsWith(pieces[0])) {
            return false;
        }
        int end = pieces[0].length();
        for (int i = 1; i < pieces.length - 1; i++) {
            int found = name.indexOf(pieces[i], end);
            if (found < 0) {
                return false;
            }
            end = found + pieces[i].length();
        }
        return name.length() - last.length() >= end && name.endsWith(last);
    }
}
