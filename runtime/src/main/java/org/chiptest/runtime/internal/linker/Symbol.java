package org.chiptest.runtime.internal.linker;

import java.util.OptionalLong;
import java.util.function.Function;

/** What the loader said about a symbol: its address, or 0 and the reason why there is none. */
record Symbol(long value, String reason) {

    OptionalLong address() {
        return value != 0 ? OptionalLong.of(value) : OptionalLong.empty();
    }

    long orElseThrow(Function<String, RuntimeException> failure) {
        if (value == 0) {
            throw failure.apply(reason);
        }
        return value;
    }
}
