package org.chiptest.runtime.internal.json;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Read JSON (RFC 8259), as a whole or piece by piece: what is large is walked through, what is small becomes a value. Objects become maps
 * in their order, arrays lists, integers that fit {@code Long}, other numbers {@code Double}, and the rest {@code String},
 * {@code Boolean} and null.
 *
 * <p>Any text is answered by a value or by an {@link IllegalArgumentException}, which says where it is wrong: nesting is bounded.
 */
public final class JsonReader {

    private static final int MOST_NESTED = 100;
    private static final int END = -1;

    private final Reader reader;

    /** The character that is read next, and its place. */
    private int next;
    private long at;

    private int depth;

    /** Whether nothing of the innermost object or array has been read. */
    private boolean fresh;

    /**
     * Read from here, one character after the other: the reader is to have a buffer.
     *
     * @throws UncheckedIOException if nothing can be read, as for all methods
     */
    public JsonReader(Reader reader) {
        this.reader = reader;
        next = read();
    }

    /** Read a text that is one value. */
    public static @Nullable Object read(String text) {
        JsonReader reader = new JsonReader(new StringReader(text));
        Object value = reader.value();
        reader.end();
        return value;
    }

    /** Read a text that is an object. */
    public static Map<String, @Nullable Object> readObject(String text) {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.skipSpace();
        if (reader.next != '{') {
            throw reader.wrong("an object");
        }
        Map<String, @Nullable Object> object = reader.object();
        reader.end();
        return object;
    }

    /** Enter an object or an array. */
    public void enter(char bracket) {
        skipSpace();
        require(bracket);
        if (++depth > MOST_NESTED) {
            throw wrong("less than " + MOST_NESTED + " values in each other");
        }
        fresh = true;
    }

    /** Tell whether the object or array that was entered last has another member, and leave it if not. */
    public boolean hasNext(char closing) {
        skipSpace();
        boolean first = fresh;
        fresh = false;
        if (first ? peek() != closing : peek() == ',') {
            if (!first) {
                advance();
            }
            return true;
        }
        require(closing);
        depth--;
        return false;
    }

    /** Read the name of the next member of an object. */
    public String name() {
        skipSpace();
        String name = string();
        skipSpace();
        require(':');
        return name;
    }

    /** Read a value. */
    public @Nullable Object value() {
        skipSpace();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            default -> literal();
        };
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        enter('{');
        while (hasNext('}')) {
            String name = name();
            object.put(name, value());
        }
        return object;
    }

    private List<@Nullable Object> array() {
        List<@Nullable Object> array = new ArrayList<>();
        enter('[');
        while (hasNext(']')) {
            array.add(value());
        }
        return array;
    }

    private String string() {
        require('"');
        StringBuilder read = new StringBuilder();
        for (char each = peek(); each != '"'; each = peek()) {
            if (each < ' ') {
                throw wrong("a character of a string");
            }
            advance();
            read.append(each == '\\' ? escaped() : each);
        }
        advance();
        return read.toString();
    }

    private char escaped() {
        char each = peek();
        char meant = switch (each) {
            case '"', '\\', '/' -> each;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> each;
            default -> throw wrong("an escape");
        };
        advance();
        return each == 'u' ? hexadecimal() : meant;
    }

    private char hexadecimal() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw wrong("a hexadecimal digit");
            }
            code = code * 16 + digit;
            advance();
        }
        return (char) code;
    }

    /** Read a number or a word, which ends where something else begins. */
    private @Nullable Object literal() {
        long start = at;
        int first = next;
        StringBuilder read = new StringBuilder();
        while (next >= 'a' && next <= 'z' || next != END && "+-.E0123456789".indexOf(next) >= 0) {
            read.append((char) next);
            advance();
        }
        String literal = read.toString();
        return switch (literal) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            default -> {
                if (!literal.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
                    throw wrong(start, first, "a value");
                }
                yield number(literal);
            }
        };
    }

    private static Number number(String digits) {
        if (digits.matches("-?\\d{1,18}")) {
            return Long.valueOf(digits);
        }
        return Double.valueOf(digits);
    }

    private void end() {
        skipSpace();
        if (next != END) {
            throw wrong("the end");
        }
    }

    private void skipSpace() {
        while (next == ' ' || next == '\t' || next == '\n' || next == '\r') {
            advance();
        }
    }

    private char peek() {
        if (next == END) {
            throw wrong("more");
        }
        return (char) next;
    }

    private void require(char wanted) {
        if (peek() != wanted) {
            throw wrong("'" + wanted + "'");
        }
        advance();
    }

    private void advance() {
        next = read();
        at++;
    }

    private int read() {
        try {
            return reader.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private IllegalArgumentException wrong(String wanted) {
        return wrong(at, next, wanted);
    }

    private static IllegalArgumentException wrong(long place, int found, String wanted) {
        return new IllegalArgumentException("no JSON: at character " + place + " is "
                + (found == END ? "the end" : "'" + (char) found + "'") + " instead of " + wanted);
    }
}
