package org.chiptest.diagnostics.internal.divergence;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Read JSON piece by piece: what is large is walked through, what is small becomes a value. */
final class JsonSource {

    private static final int END = -1;

    private final Reader reader;
    private int next;
    private long position;

    JsonSource(Reader reader) throws IOException {
        this.reader = reader;
        advance();
    }

    /** Enter an object or an array. */
    void enter(char bracket) throws IOException {
        expect(bracket);
    }

    /** Tell whether the object or array has another member, and leave it if not. */
    boolean hasNext(char closing) throws IOException {
        skipSpace();
        if (next == ',') {
            advance();
            skipSpace();
        }
        if (next != closing) {
            return true;
        }
        advance();
        return false;
    }

    /** Read the name of the next member of an object. */
    String name() throws IOException {
        String name = string();
        expect(':');
        return name;
    }

    /** Read a value: maps, lists, strings, numbers, truth values; null as the text {@code null}. */
    Object value() throws IOException {
        skipSpace();
        return switch (next) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            default -> literal();
        };
    }

    private Map<String, Object> object() throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        enter('{');
        while (hasNext('}')) {
            String name = name();
            members.put(name, value());
        }
        return members;
    }

    private List<Object> array() throws IOException {
        List<Object> elements = new ArrayList<>();
        enter('[');
        while (hasNext(']')) {
            elements.add(value());
        }
        return elements;
    }

    private String string() throws IOException {
        expect('"');
        StringBuilder text = new StringBuilder();
        while (next != '"') {
            text.append((char) (next == '\\' ? escaped() : next));
            advance();
            requireMore();
        }
        advance();
        return text.toString();
    }

    private int escaped() throws IOException {
        advance();
        requireMore();
        return switch (next) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> unicode();
            default -> next;
        };
    }

    private int unicode() throws IOException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            advance();
            int digit = Character.digit(next, 16);
            if (digit < 0) {
                throw damaged("four hexadecimal digits");
            }
            code = code << 4 | digit;
        }
        return code;
    }

    private Object literal() throws IOException {
        StringBuilder text = new StringBuilder();
        while (Character.isLetterOrDigit(next) || next == '-' || next == '+' || next == '.') {
            text.append((char) next);
            advance();
        }
        String word = text.toString();
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> word;
            default -> number(word);
        };
    }

    private Object number(String word) throws IOException {
        try {
            if (word.matches("-?\\d{1,18}")) {
                return Long.parseLong(word);
            }
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw damaged("a value");
        }
    }

    private void expect(char wanted) throws IOException {
        skipSpace();
        if (next != wanted) {
            throw damaged("'" + wanted + "'");
        }
        advance();
        if (wanted == '"') {
            requireMore();
        }
    }

    private void requireMore() throws IOException {
        if (next == END) {
            throw damaged("the end of a text");
        }
    }

    private void skipSpace() throws IOException {
        while (Character.isWhitespace(next)) {
            advance();
        }
    }

    private void advance() throws IOException {
        next = reader.read();
        position++;
    }

    private IOException damaged(String wanted) {
        return new IOException("at character " + position + " " + wanted + " was expected, found "
                + (next == END ? "the end of the file" : "'" + (char) next + "'"));
    }
}
