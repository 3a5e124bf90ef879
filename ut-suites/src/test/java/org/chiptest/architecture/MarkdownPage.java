package org.chiptest.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A page of documentation. What stands in fenced blocks is an example and no part of what is asked for here.
 *
 * @param path   place below the root of the project
 * @param text   the text without its fenced blocks
 */
record MarkdownPage(Path path, String text) {

    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```[^\\n]*$");
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]\\n]*)\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");

    static MarkdownPage read(Path root, Path path) throws IOException {
        return of(path, Files.readString(root.resolve(path)));
    }

    static MarkdownPage of(Path path, String text) {
        return new MarkdownPage(path, FENCE.matcher(text).replaceAll(""));
    }

    /** Return what stands between backquotes. */
    List<String> codeSpans() {
        return SPAN.matcher(text).results().map(span -> span.group(1)).toList();
    }

    /** Return the targets of links that lead to other places of the project. */
    List<String> localLinks() {
        return LINK.matcher(SPAN.matcher(text).replaceAll("")).results().map(link -> link.group(2))
                .filter(target -> !target.matches("[a-z]+:.*")).toList();
    }

    /** Return the anchors of all headings, formed as code forges form them. */
    Set<String> anchors() {
        Map<String, Integer> seen = new HashMap<>();
        Set<String> anchors = new LinkedHashSet<>();
        HEADING.matcher(text).results().map(MarkdownPage::anchor).forEach(anchor -> {
            int before = seen.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        });
        return anchors;
    }

    private static String anchor(MatchResult heading) {
        return LINK.matcher(heading.group(1)).replaceAll("$1").toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
    }
}
