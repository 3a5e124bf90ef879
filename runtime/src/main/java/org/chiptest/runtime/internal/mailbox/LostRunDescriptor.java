package org.chiptest.runtime.internal.mailbox;

/**
 * Lay out the failure of a run that will never be answered, because the child's main loop is inside user code that does not return.
 *
 * <pre>
 *   0         4               8                     4096
 *   +---------+---------------+---------------------+
 *   | code    | text length   | text                |
 *   | i32     | i32, bytes    | UTF-8               |
 *   +---------+---------------+---------------------+
 * </pre>
 *
 * The code is 0 while there is no such failure. The child's watchdog stores it last, with release; the parent clears it before a
 * request. It has a page of its own, since the main loop may wake up after all and write an outcome at the same time.
 */
public final class LostRunDescriptor {

    public static final long CODE = 0;
    public static final long TEXT_LENGTH = 4;
    public static final long TEXT = 8;
    public static final long TEXT_CAPACITY = 4088;
    public static final long SIZE = 4096;

    private LostRunDescriptor() {}
}
