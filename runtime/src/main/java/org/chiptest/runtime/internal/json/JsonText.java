package org.chiptest.runtime.internal.json;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** Write values as JSON does. */
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
            case String text -> JsonString.of(text);
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            case Map<?, ?> object -> object.entrySet().stream()
                    .map(entry -> JsonString.of(String.valueOf(entry.getKey())) + ": " + of(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
            case Collection<?> array -> array.stream().map(JsonText::of).collect(Collectors.joining(", ", "[", "]"));
            default -> throw new IllegalArgumentException(value.getClass() + " is nothing in JSON");
        };
    }
}
