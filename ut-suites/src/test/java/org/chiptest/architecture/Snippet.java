package org.chiptest.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A fenced block of a page that shows lines of a file. The line above the block is a link to that file and a colon; a line {@code ...}
 * in the block stands for lines that are left out, and indentation is the page's own.
 *
 * @param page place of the page below the root of the project
 * @param link where the file is, from the page
 * @param text what the page shows
 */
record Snippet(Path page, String link, String text) {

    private static final Pattern SHOWN = Pattern
            .compile("(?ms)^\\[[^\\]\\n]+\\]\\(([^)\\s]+)\\):\\n\\n```\\w+\\n(.*?)^```$");
    private static final Pattern CODE = Pattern.compile("(?m)^```(?:cpp|java|xml)$");
    private static final Pattern LEFT_OUT = Pattern.compile("(?m)^ *\\.\\.\\.\\n");

    /** Return the snippets of a page. */
    static List<Snippet> of(Path page, String text) {
        return SHOWN.matcher(text).results().map(shown -> new Snippet(page, shown.group(1), shown.group(2))).toList();
    }

    /** Return the number of blocks of code that a page has, snippets or not. */
    static long blocks(String text) {
        return CODE.matcher(text).results().count();
    }

    /** Say what the page shows that the file does not have, if there is anything. */
    Optional<String> difference(Path root) throws IOException {
        Path file = page.resolveSibling(link).normalize();
        List<String> lines = strip(Files.readString(root.resolve(file)));
        int from = 0;
        for (String piece : LEFT_OUT.split(text)) {
            List<String> wanted = strip(piece);
            int found = find(lines, wanted, from);
            if (found < 0) {
                return Optional.of(page + " shows lines that " + file + " does not have in this order:\n" + piece);
            }
            from = found + wanted.size();
        }
        return Optional.empty();
    }

    /** Find a piece with all of its lines indented by one and the same number of spaces more. */
    private static int find(List<String> lines, List<String> wanted, int from) {
        for (int start = from; start + wanted.size() <= lines.size(); start++) {
            List<String> there = strip(String.join("\n", lines.subList(start, start + wanted.size())));
            if (there.equals(wanted)) {
                return start;
            }
        }
        return -1;
    }

    private static List<String> strip(String text) {
        List<String> lines = new ArrayList<>(text.stripIndent().lines().toList());
        while (!lines.isEmpty() && lines.getLast().isBlank()) {
            lines.removeLast();
        }
        return lines;
    }
}
