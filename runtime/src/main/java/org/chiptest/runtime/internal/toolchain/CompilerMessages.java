package org.chiptest.runtime.internal.toolchain;

import java.util.List;
import java.util.regex.Pattern;

import org.chiptest.runtime.toolchain.SourceFile;

/** What a compiler wrote, with the paths as the user wrote them. */
record CompilerMessages(String text) {

    private static final int SHOWN_LINES = 14;
    private static final Pattern ERROR = Pattern
            .compile(": (fatal |internal compiler )?error: |undefined reference to|multiple definition of|(^|/)ld: ");
    private static final Pattern LEAD_IN = Pattern
            .compile("^In file included from |^ +from |: (In|At) .*:$|: +(recursively )?required (from|by) "
                    + "|: +in 'constexpr' expansion of ");
    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_/.,=:+@%-]+");

    /** Replace the folder of the source by what the user wrote in its place. */
    static CompilerMessages of(String output, SourceFile source) {
        String written = source.written();
        String prefix = written.endsWith(source.fileName())
                ? written.substring(0, written.length() - source.fileName().length())
                : "";
        return new CompilerMessages(output.replace(source.folder() + "/", prefix).strip());
    }

    /** Return the number of errors. */
    long errors() {
        return text.lines().filter(line -> ERROR.matcher(line).find()).count();
    }

    /** Return the first errors with what leads up to them, indented, and how many lines follow. */
    String firstErrors() {
        List<String> lines = text.lines().toList();
        int first = 0;
        while (first < lines.size() && !ERROR.matcher(lines.get(first)).find()) {
            first++;
        }
        first = first == lines.size() ? 0 : first;
        while (first > 0 && LEAD_IN.matcher(lines.get(first - 1)).find()) {
            first--;
        }
        int end = Math.min(lines.size(), first + SHOWN_LINES);
        String shown = String.join("\n", lines.subList(first, end)).indent(2).stripTrailing();
        return end == lines.size() ? shown : shown + "\n  ... and " + (lines.size() - end) + " more lines";
    }

    /** Return a command as a shell reads it. */
    static String shell(List<String> command) {
        return String.join(" ", command.stream().map(CompilerMessages::quoted).toList());
    }

    private static String quoted(String word) {
        return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
