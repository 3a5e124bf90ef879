package org.chiptest.runtime.internal.linker;

/**
 * The layout of one call of a foreign library, for the shim.
 *
 * <pre>
 *   0          8          16         24          32         40         48
 *  +----------+----------+----------+-----------+----------+----------+----------+
 *  | function | type     | words    | variables | result   | text     | capacity |
 *  +----------+----------+----------+-----------+----------+----------+----------+
 * </pre>
 *
 * <p>{@code words} are the arguments, one word of 64 bits each; {@code variables} names and values by turns, with a null behind them, or
 * null; {@code text} the room for what was thrown.
 */
final class ForeignCallDescriptor {

    static final long FUNCTION = 0;
    static final long TYPE = 8;
    static final long WORDS = 16;
    static final long VARIABLES = 24;
    static final long RESULT = 32;
    static final long TEXT = 40;
    static final long TEXT_CAPACITY = 48;
    static final long SIZE = 56;

    private ForeignCallDescriptor() {}
}
