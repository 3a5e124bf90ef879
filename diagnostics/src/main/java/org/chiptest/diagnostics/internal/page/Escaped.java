package org.chiptest.diagnostics.internal.page;

import java.util.Collection;
import java.util.stream.Collectors;

/** Texts as they may stand in a page, whatever they hold: names come from user code. */
public final class Escaped {

    private Escaped() {}

    /** Write a text as HTML or XML, in an element or in a quoted attribute. Characters that XML does not know become U+FFFD. */
    public static String html(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(each -> {
            switch (each) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isXml(each) ? each : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    /** Write a text as a JSON string that may stand in a script element: no tag, no comment begins in it. */
    static String json(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16).append('"');
        text.chars().forEach(each -> {
            if (each == '"' || each == '\\') {
                escaped.append('\\').append((char) each);
            } else if (each < ' ' || each > '~' || each == '<' || each == '>' || each == '&') {
                escaped.append(String.format("\\u%04x", each));
            } else {
                escaped.append((char) each);
            }
        });
        return escaped.append('"').toString();
    }

    /** Write texts as a JSON array. */
    static String json(Collection<String> texts) {
        return texts.stream().map(Escaped::json).collect(Collectors.joining(",", "[", "]"));
    }

    /** Let JSON of others stand in a script element; between its strings nothing is changed, as nothing there is. */
    static String script(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    private static boolean isXml(int codePoint) {
        return codePoint == '\t' || codePoint == '\n' || codePoint == '\r'
                || codePoint >= ' ' && codePoint != 0xFFFE && codePoint != 0xFFFF
                        && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
    }
}
