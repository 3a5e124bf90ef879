package org.chiptest.runtime.internal.linker;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The system calls of this process, of which one may fail, by the seam of {@link Libc}; closing it gives them back to the system. */
public final class FailingLibc implements AutoCloseable {

    private final Map<SystemCall, AtomicInteger> made = new ConcurrentHashMap<>();
    private final AtomicInteger failed = new AtomicInteger();
    private final String name;
    private final int errno;
    private final int when;

    private FailingLibc(String name, int errno, int when) {
        this.name = name;
        this.errno = errno;
        this.when = when;
        Libc.replace(this::make);
    }

    /** Count calls. */
    public static FailingLibc counting() {
        return new FailingLibc("", 0, 0);
    }

    /** Have the n-th call of a name fail, in whatever thread. */
    public static FailingLibc failing(String name, int errno, int when) {
        return new FailingLibc(name, errno, when);
    }

    /** Return how many calls of each name were made. */
    public Map<String, Integer> made() {
        Map<String, Integer> counts = new TreeMap<>();
        made.forEach((call, times) -> counts.put(name(call), times.get()));
        return counts;
    }

    /** Return how many calls have failed for this. */
    public int failed() {
        return failed.get();
    }

    @Override
    public void close() {
        Libc.replace(null);
    }

    private long make(SystemCall call, long first, long second, long third, long fourth, long fifth, long sixth) {
        int number = made.computeIfAbsent(call, each -> new AtomicInteger()).incrementAndGet();
        if (number == when && name(call).equals(name)) {
            failed.incrementAndGet();
            if (call == SystemCall.CLOSE || call == SystemCall.MUNMAP) {
                // whatever it says, the descriptor is closed, and a whole mapping always goes
                Libc.make(call, first, second, third, fourth, fifth, sixth);
            }
            return Libc.failed(errno);
        }
        return Libc.make(call, first, second, third, fourth, fifth, sixth);
    }

    private static String name(SystemCall call) {
        return call.name().toLowerCase(Locale.ROOT);
    }
}
