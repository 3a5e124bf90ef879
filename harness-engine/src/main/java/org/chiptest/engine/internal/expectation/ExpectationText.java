package org.chiptest.engine.internal.expectation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The text of a file of expectations, in lines as tools for patches count them: each ends with a line feed, and what Windows puts before that
 * is part of it.
 *
 * @param text all of it
 */
record ExpectationText(String text) {

    private static final String LINE_FEED = "\n";
    private static final String CARRIAGE_RETURN = "\r";

    /** What some editors put before a text in UTF-8. */
    private static final String MARK = "\uFEFF";

    /**
     * Read a file.
     *
     * @throws java.nio.charset.CharacterCodingException if it is no text in UTF-8
     */
    static ExpectationText read(Path file) throws IOException {
        return new ExpectationText(Files.readString(file));
    }

    /** Return the lines without what is no part of what they say. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(rawLines().stream().map(String::strip).toList());
        if (!lines.isEmpty() && lines.getFirst().startsWith(MARK)) {
            lines.set(0, lines.getFirst().substring(MARK.length()).strip());
        }
        return lines;
    }

    /** Return the lines as they are, without their line feeds. */
    List<String> rawLines() {
        List<String> lines = Arrays.asList(text.split(LINE_FEED, -1));
        return text.isEmpty() || text.endsWith(LINE_FEED) ? lines.subList(0, lines.size() - 1) : lines;
    }

    /** Tell whether its last line has no end. */
    boolean isUnended() {
        return !text.isEmpty() && !text.endsWith(LINE_FEED);
    }

    /** Return what is before the line feeds of its lines. */
    String beforeLineFeeds() {
        return text.contains(CARRIAGE_RETURN + LINE_FEED) ? CARRIAGE_RETURN : "";
    }
}
