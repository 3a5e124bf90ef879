package org.chiptest.runtime.internal.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Read the dictionary of a header: a Python literal of strings, numbers, truth values and tuples of these, and nothing else.
 *
 * <p>Values are {@link String}, {@link Long}, {@link Boolean} and {@link List}.
 */
final class NpyDictionary {

    private static final int DEPTH = 8;

    private final String text;
    private int at;
    private int depth;

    private NpyDictionary(String text) {
        this.text = text;
    }

    /**
     * Read it.
     *
     * @throws IllegalArgumentException if it is no such dictionary, with the place
     */
    static Map<String, Object> parse(String text) {
        NpyDictionary parser = new NpyDictionary(text);
        Map<String, Object> entries = parser.dictionary();
        parser.blanks();
        if (parser.at < text.length()) {
            throw parser.wrong("nothing more");
        }
        return entries;
    }

    private Map<String, Object> dictionary() {
        Map<String, Object> entries = new LinkedHashMap<>();
        take('{');
        while (!tried('}')) {
            String key = string();
            take(':');
            if (entries.put(key, value()) != null) {
                throw new IllegalArgumentException("'" + key + "' stands twice in its header");
            }
            if (!tried(',')) {
                take('}');
                break;
            }
        }
        return entries;
    }

    private Object value() {
        return switch (next()) {
            case '\'', '"' -> string();
            case '(' -> sequence('(', ')');
            case '[' -> sequence('[', ']');
            default -> word();
        };
    }

    private List<Object> sequence(char opening, char closing) {
        if (++depth > DEPTH) {
            throw wrong("no more than " + DEPTH + " levels");
        }
        List<Object> values = new ArrayList<>();
        take(opening);
        while (!tried(closing)) {
            values.add(value());
            if (!tried(',')) {
                take(closing);
                break;
            }
        }
        depth--;
        return values;
    }

    private String string() {
        char quote = next();
        if (quote != '\'' && quote != '"') {
            throw wrong("a string");
        }
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw wrong("a string that ends");
        }
        String value = text.substring(at + 1, end);
        at = end + 1;
        return value;
    }

    private Object word() {
        int start = at;
        while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        if (word.equals("True") || word.equals("False")) {
            return word.equals("True");
        }
        // Python 2 wrote long integers with an L
        if (word.matches("[0-9]{1,18}L?")) {
            return Long.parseLong(word.replace("L", ""));
        }
        at = start;
        throw wrong("a value");
    }

    private void take(char wanted) {
        if (!tried(wanted)) {
            throw wrong("'" + wanted + "'");
        }
    }

    private boolean tried(char wanted) {
        boolean found = next() == wanted;
        if (found) {
            at++;
        }
        return found;
    }

    private char next() {
        blanks();
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException wrong(String wanted) {
        String found = at < text.length()
                ? "'" + text.substring(at, Math.min(text.length(), at + 20)).strip() + "'"
                : "its end";
        return new IllegalArgumentException(
                "expected " + wanted + " at character " + at + " of its header, found " + found);
    }
}
