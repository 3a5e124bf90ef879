package org.chiptest.engine.internal.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Read a JSON text (RFC 8259): objects become maps in their order, arrays lists, integers that fit {@code Long}, other numbers
 * {@code Double}, and the rest {@code String}, {@code Boolean} and null.
 *
 * <p>Any text is answered by a value or by an {@link IllegalArgumentException}: nesting is bounded.
 */
public final class JsonReader {

    private static final int MOST_NESTED = 100;

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /**
     * Read a text that is one value.
     *
     * @throws IllegalArgumentException if it is not; the message says where
     */
    public static @Nullable Object read(String text) {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value();
        reader.skipSpace();
        if (reader.at < text.length()) {
            throw reader.wrong("the end");
        }
        return value;
    }

    /**
     * Read a text that is an object.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static Map<String, @Nullable Object> readObject(String text) {
        JsonReader reader = new JsonReader(text);
        reader.skipSpace();
        if (!text.startsWith("{", reader.at)) {
            throw reader.wrong("an object");
        }
        Map<String, @Nullable Object> object = reader.object();
        reader.skipSpace();
        if (reader.at < text.length()) {
            throw reader.wrong("the end");
        }
        return object;
    }

    private @Nullable Object value() {
        skipSpace();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() {
        enter();
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        skipSpace();
        if (peek() != '}') {
            do {
                skipSpace();
                String name = string();
                skipSpace();
                require(':');
                object.put(name, value());
            } while (goesOn());
        }
        require('}');
        depth--;
        return object;
    }

    private List<@Nullable Object> array() {
        enter();
        List<@Nullable Object> array = new ArrayList<>();
        skipSpace();
        if (peek() != ']') {
            do {
                array.add(value());
            } while (goesOn());
        }
        require(']');
        depth--;
        return array;
    }

    private void enter() {
        at++;
        if (++depth > MOST_NESTED) {
            throw wrong("less than " + MOST_NESTED + " values in each other");
        }
    }

    private boolean goesOn() {
        skipSpace();
        if (peek() != ',') {
            return false;
        }
        at++;
        return true;
    }

    private String string() {
        require('"');
        StringBuilder read = new StringBuilder();
        for (char each = next(); each != '"'; each = next()) {
            if (each < ' ') {
                at--;
                throw wrong("a character of a string");
            }
            read.append(each == '\\' ? escaped() : each);
        }
        return read.toString();
    }

    private char escaped() {
        char each = next();
        return switch (each) {
            case '"', '\\', '/' -> each;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal();
            default -> {
                at--;
                throw wrong("an escape");
            }
        };
    }

    private char hexadecimal() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                at--;
                throw wrong("a hexadecimal digit");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong("a value");
        }
        at += word.length();
        return value;
    }

    private Number number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(start, at);
        if (!number.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
            at = start;
            throw wrong("a value");
        }
        if (number.matches("-?\\d{1,18}")) {
            return Long.valueOf(number);
        }
        return Double.valueOf(number);
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong("more");
        }
        return text.charAt(at);
    }

    private char next() {
        char next = peek();
        at++;
        return next;
    }

    private void require(char wanted) {
        if (peek() != wanted) {
            throw wrong("'" + wanted + "'");
        }
        at++;
    }

    private IllegalArgumentException wrong(String wanted) {
        String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
        return new IllegalArgumentException("no JSON: at character " + at + " is " + found + " instead of " + wanted);
    }
}
