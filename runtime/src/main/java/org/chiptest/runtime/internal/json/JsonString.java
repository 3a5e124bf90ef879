package org.chiptest.runtime.internal.json;

import java.io.IOException;

/** Strings as JSON writes them. */
public final class JsonString {

    private JsonString() {}

    /** Return a text in quotes. */
    public static String of(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2);
        try {
            append(text, quoted);
        } catch (IOException e) {
            throw new AssertionError("a StringBuilder takes every text", e);
        }
        return quoted.toString();
    }

    /** Write a text in quotes; half a surrogate pair is escaped, so that every text can be encoded. */
    public static void append(String text, Appendable out) throws IOException {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            append(text, i, out);
        }
        out.append('"');
    }

    private static void append(String text, int i, Appendable out) throws IOException {
        char character = text.charAt(i);
        switch (character) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (character < ' ' || Character.isSurrogate(character) && !isPair(text, i)) {
                    out.append(String.format("\\u%04x", (int) character));
                } else {
                    out.append(character);
                }
            }
        }
    }

    private static boolean isPair(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
