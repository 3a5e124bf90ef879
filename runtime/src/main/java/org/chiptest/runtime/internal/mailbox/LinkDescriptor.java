package org.chiptest.runtime.internal.mailbox;

/**
 * Lay out the words by which a worker and its child process keep in touch, in host byte order.
 *
 * <pre>
 *     0 magic u64 | 8 version i32 | 12 ready i32 | 16 goodbye i32
 *    64 parent waits i32
 *   128 child waits i32
 *   192 heartbeat i64: {@link System#nanoTime()} of the child
 *   256 request i64 | 264 length of long arguments i64, 0: they are in the mailbox
 *   320 answer i64
 * </pre>
 *
 * Groups that different sides write lie in cache lines of their own. A request has a number; an answer carries the number of its
 * request, so that a mailbox that something else has written to is not taken for an answer.
 */
public final class LinkDescriptor {

    public static final long MAGIC = 0;
    public static final long VERSION = 8;
    public static final long READY = 12;
    public static final long GOODBYE = 16;
    public static final long PARENT_WAITS = 64;
    public static final long CHILD_WAITS = 128;
    public static final long HEARTBEAT = 192;
    public static final long REQUEST = 256;
    public static final long LONG_ARGS_LENGTH = 264;
    public static final long ANSWER = 320;
    public static final long SIZE = 384;

    /** The magic word: {@code CHIPTEST} in ASCII, read as a little-endian number. */
    public static final long MAGIC_VALUE = 0x5453_4554_5049_4843L;

    /** Number of this layout; parent and child are of the same build, so it only guards against a wrong class path. */
    public static final int VERSION_VALUE = 2;

    private LinkDescriptor() {}
}
