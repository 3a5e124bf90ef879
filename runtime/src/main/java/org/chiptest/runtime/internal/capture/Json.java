package org.chiptest.runtime.internal.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

import org.chiptest.runtime.internal.json.JsonString;

/** Write JSON piece by piece, without holding it; commas come by themselves. */
final class Json {

    private final Appendable out;
    private boolean first = true;

    Json(Appendable out) {
        this.out = out;
    }

    Json open(char bracket) {
        value();
        return raw(String.valueOf(bracket)).fresh();
    }

    Json close(char bracket) {
        raw(String.valueOf(bracket));
        first = false;
        return this;
    }

    Json key(String name) {
        value();
        quote(name);
        raw(":");
        first = true;
        return this;
    }

    Json text(String text) {
        value();
        quote(text);
        return this;
    }

    Json number(long number) {
        value();
        return raw(Long.toString(number));
    }

    /** Write a number with three decimals. */
    Json decimal(double number) {
        value();
        return raw(String.format(Locale.ROOT, "%.3f", number));
    }

    /** Write nanoseconds as microseconds with three decimals, all of them. */
    Json micros(long nanos) {
        value();
        long rest = Math.abs(nanos % 1000);
        return raw((nanos < 0 ? "-" : "") + Math.abs(nanos / 1000) + (rest < 10 ? ".00" : rest < 100 ? ".0" : ".")
                + rest);
    }

    Json flag(boolean value) {
        value();
        return raw(Boolean.toString(value));
    }

    Json field(String name, String text) {
        return key(name).text(text);
    }

    Json field(String name, long number) {
        return key(name).number(number);
    }

    Json field(String name, boolean value) {
        return key(name).flag(value);
    }

    Json numbers(String name, Iterable<? extends Number> numbers) {
        key(name).open('[');
        numbers.forEach(number -> number(number.longValue()));
        return close(']');
    }

    /** Begin a new line where the text may be broken; for people. */
    Json line() {
        if (!first) {
            raw(",");
            first = true;
        }
        return raw("\n");
    }

    private Json fresh() {
        first = true;
        return this;
    }

    private void value() {
        if (!first) {
            raw(",");
        }
        first = false;
    }

    private void quote(String text) {
        try {
            JsonString.append(text, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Json raw(String text) {
        try {
            out.append(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
