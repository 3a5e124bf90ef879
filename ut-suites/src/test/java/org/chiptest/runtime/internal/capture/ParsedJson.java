package org.chiptest.runtime.internal.capture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parse JSON as strictly as RFC 8259 has it, into maps, lists, strings, doubles or longs, and booleans. */
public final class ParsedJson {

    private final String text;
    private int at;

    private ParsedJson(String text) {
        this.text = text;
    }

    /** Parse a text that is one object. */
    @SuppressWarnings("unchecked") // all keys are strings, by the grammar
    public static Map<String, Object> object(String text) {
        ParsedJson parser = new ParsedJson(text);
        Object value = parser.value();
        parser.space();
        parser.require(parser.at == text.length(), "the end");
        return (Map<String, Object>) value;
    }

    /** Return the objects of a list in an object. */
    @SuppressWarnings("unchecked") // as the caller knows the list
    public static List<Map<String, Object>> objects(Map<String, Object> object, String name) {
        Object value = object.get(name);
        if (!(value instanceof List<?>)) {
            throw new AssertionError("no list '" + name + "' among " + object.keySet());
        }
        return (List<Map<String, Object>>) value;
    }

    private Object value() {
        space();
        char first = peek();
        return switch (first) {
            case '{' -> members();
            case '[' -> elements();
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            default -> number();
        };
    }

    private Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        at++;
        space();
        while (peek() != '}') {
            String name = string();
            space();
            take(':');
            require(members.put(name, value()) == null, "one member '" + name + "'");
            separate('}');
        }
        at++;
        return members;
    }

    private List<Object> elements() {
        List<Object> elements = new ArrayList<>();
        at++;
        space();
        while (peek() != ']') {
            elements.add(value());
            separate(']');
        }
        at++;
        return elements;
    }

    private void separate(char end) {
        space();
        if (peek() != end) {
            take(',');
            space();
            require(peek() != end, "something after a comma");
        }
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        take('"');
        while (peek() != '"') {
            char character = text.charAt(at++);
            require(character >= ' ', "no control character in a string");
            string.append(character == '\\' ? escaped() : character);
        }
        at++;
        return string.toString();
    }

    private char escaped() {
        char character = text.charAt(at++);
        return switch (character) {
            case '"', '\\', '/' -> character;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text, at - 4, at, 16);
            }
            default -> throw new AssertionError("escape \\" + character + " at " + at);
        };
    }

    private Object literal(String word, boolean value) {
        require(text.startsWith(word, at), word);
        at += word.length();
        return value;
    }

    private Object number() {
        int begin = at;
        while (at < text.length() && "+-0123456789.eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(begin, at);
        require(number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?"), "a number, not '" + number + "'");
        return number.matches("-?[0-9]+") ? (Object) Long.valueOf(number) : (Object) Double.valueOf(number);
    }

    private void take(char expected) {
        require(peek() == expected, "'" + expected + "'");
        at++;
    }

    private char peek() {
        require(at < text.length(), "more");
        return text.charAt(at);
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void require(boolean holds, String expected) {
        if (!holds) {
            throw new AssertionError("at " + at + " of the JSON expected " + expected + ": "
                    + text.substring(Math.max(0, at - 40), Math.min(text.length(), at + 40)));
        }
    }
}
