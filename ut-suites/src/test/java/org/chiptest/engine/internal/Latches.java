package org.chiptest.engine.internal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Wait for what other threads do. */
final class Latches {

    private static final long SECONDS = 30;

    private Latches() {}

    /** Tell whether it happened in time. */
    static boolean await(CountDownLatch latch) {
        try {
            return latch.await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
