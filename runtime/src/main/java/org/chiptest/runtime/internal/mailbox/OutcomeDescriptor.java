package org.chiptest.runtime.internal.mailbox;

/**
 * Lay out how a request ended, beyond the code and the short text of the mailbox.
 *
 * <pre>
 *   0         4               8                     16384
 *   +---------+---------------+---------------------+
 *   | kind    | text length   | text                |
 *   | i32     | i32, bytes    | UTF-8               |
 *   +---------+---------------+---------------------+
 * </pre>
 *
 * The kind is the code of an {@link Outcome.Kind}; the text is complete, unless it is longer than this page.
 */
public final class OutcomeDescriptor {

    public static final long KIND = 0;
    public static final long TEXT_LENGTH = 4;
    public static final long TEXT = 8;
    public static final long TEXT_CAPACITY = 16_376;
    public static final long SIZE = 16_384;

    private OutcomeDescriptor() {}
}
