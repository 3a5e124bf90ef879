package org.chiptest.interleavings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was seen in a test, and how often.
 *
 * @param test    name of the test
 * @param outcome what its threads have come to, or how the test ended if they did not
 * @param allowed whether the test allows that
 * @param times   how often it was seen
 */
record Observation(String test, String outcome, boolean allowed, long times) {

    private static final Pattern LINE = Pattern.compile("seen: ([\\w.$]+) \\| (.*) \\| (allowed|FORBIDDEN) \\| (\\d+)");

    /** Return what {@link #ofLine} reads. */
    String line() {
        return "seen: " + test + " | " + outcome + " | " + (allowed ? "allowed" : "FORBIDDEN") + " | " + times;
    }

    /** Read a line, if it is one of these. */
    static Optional<Observation> ofLine(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches()
                ? Optional.of(new Observation(matcher.group(1), matcher.group(2), matcher.group(3).equals("allowed"),
                        Long.parseLong(matcher.group(4))))
                : Optional.empty();
    }
}
