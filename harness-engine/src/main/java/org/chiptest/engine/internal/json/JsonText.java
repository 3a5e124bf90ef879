package org.chiptest.engine.internal.json;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

import org.chiptest.runtime.internal.json.JsonString;
import org.jspecify.annotations.Nullable;

/** Write strings as JSON does. */
public final class JsonText {

    private JsonText() {}

    /**
     * Return a value as JSON: what {@link JsonReader} makes of a text, and other numbers.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> quoted(text);
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            case Map<?, ?> object -> object.entrySet().stream()
                    .map(entry -> quoted(String.valueOf(entry.getKey())) + ": " + of(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
            case Collection<?> array -> array.stream().map(JsonText::of).collect(Collectors.joining(", ", "[", "]"));
            default -> throw new IllegalArgumentException(value.getClass() + " is nothing in JSON");
        };
    }

    /** Return a text with quotes around it. */
    public static String quoted(String text) {
        return JsonString.of(text);
    }
}
