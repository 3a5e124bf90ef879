package org.chiptest.runtime.internal.failure;

import java.io.PrintWriter;
import java.io.Writer;

/** Take a text of some length and forget it; complain about one that does not come to an end. */
final class ForgottenText extends PrintWriter {

    private static final long MOST_CHARS = 256L << 20;

    ForgottenText() {
        super(new Writer() {

            private long written;

            @Override
            public void write(char[] text, int offset, int length) {
                written += length;
                if (written > MOST_CHARS) {
                    throw new IllegalStateException("more than " + MOST_CHARS + " characters");
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }
}
