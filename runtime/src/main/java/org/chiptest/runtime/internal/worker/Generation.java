package org.chiptest.runtime.internal.worker;

import java.util.concurrent.atomic.AtomicLong;

/** Number the devices that workers open, in this process or in children, in the order in which they are opened. */
public final class Generation {

    private static final AtomicLong LAST = new AtomicLong();

    private Generation() {}

    /** Return a number that no other device of this JVM has, from 1. */
    public static long next() {
        return LAST.incrementAndGet();
    }
}
