package org.chiptest.runtime.internal.toolchain;

import java.util.ArrayList;
import java.util.List;

/** Read the make rule that the compiler writes about the files it has read. */
final class DependencyFile {

    /** The target to give the compiler, so that the rule begins with a known word. */
    static final String TARGET = "chiptest";

    private DependencyFile() {}

    /**
     * Return the files of the rule, in the compiler's order.
     *
     * @throws IllegalArgumentException if the text is not a rule for {@link #TARGET}
     */
    static List<String> parse(String text) {
        if (!text.startsWith(TARGET + ":")) {
            throw new IllegalArgumentException(
                    "Not a dependency rule for " + TARGET + ": " + text.lines().findFirst().orElse(""));
        }
        List<String> files = new ArrayList<>();
        StringBuilder file = new StringBuilder();
        for (int i = TARGET.length() + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : '\n';
            if (c == '\\' && next == '\n') {
                i++;
                flush(file, files);
            } else if ((c == '\\' && (next == ' ' || next == '#' || next == '\t')) || (c == '$' && next == '$')) {
                file.append(next);
                i++;
            } else if (c == ' ' || c == '\t') {
                flush(file, files);
            } else if (c == '\n') {
                break;
            } else {
                file.append(c);
            }
        }
        flush(file, files);
        return files;
    }

    private static void flush(StringBuilder file, List<String> files) {
        if (!file.isEmpty()) {
            files.add(file.toString());
            file.setLength(0);
        }
    }
}
