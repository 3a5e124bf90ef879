package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.chiptest.runtime.internal.settings.HostClock;

/**
 * The futexes of a scenario, whose threads sleep and are woken as those of its other waits are. As with the system, an interrupt ends no
 * sleep, and a thread whose process was killed does not come back from one.
 */
public final class SteppedFutex {

    private static final int WAIT = 0;

    private static final ThreadLocal<BooleanSupplier> KILLED = ThreadLocal.withInitial(() -> () -> false);

    private final List<Sleeper> sleepers = new ArrayList<>();

    private static final class Sleeper {

        private final long address;
        private boolean woken;

        Sleeper(long address) {
            this.address = address;
        }
    }

    private SteppedFutex() {}

    /** Have the futexes of this run be of this kind; all other calls are the system's. */
    public static void install() {
        SteppedFutex futex = new SteppedFutex();
        Libc.replace((call, first, second, third, fourth, fifth, sixth) -> call == SystemCall.FUTEX
                ? futex.call(first, (int) second, (int) third, fourth)
                : Libc.make(call, first, second, third, fourth, fifth, sixth));
    }

    /** Have the calling thread be one of a process of which the supplier tells whether it was killed. */
    public static void dieWith(BooleanSupplier killed) {
        KILLED.set(killed);
    }

    private synchronized long call(long address, int operation, int value, long timeout) {
        if (operation != WAIT) {
            int before = sleepers.size();
            sleepers.removeIf(each -> each.address == address && (each.woken = true));
            notifyAll();
            return (long) before - sleepers.size();
        }
        if (memory(address, Integer.BYTES).get(JAVA_INT, 0) != value) {
            return Libc.failed(Libc.EAGAIN);
        }
        MemorySegment timespec = memory(timeout, 2 * Long.BYTES);
        return sleep(address, TimeUnit.SECONDS.toNanos(timespec.get(JAVA_LONG, 0)) + timespec.get(JAVA_LONG, 8))
                ? 0
                : Libc.failed(Libc.ETIMEDOUT);
    }

    private boolean sleep(long address, long nanos) {
        Sleeper me = new Sleeper(address);
        sleepers.add(me);
        long end = HostClock.nanos() + nanos;
        boolean interrupted = false;
        long left = nanos;
        while (!me.woken && left > 0 || KILLED.get().getAsBoolean()) {
            try {
                wait(KILLED.get().getAsBoolean() ? 0 : TimeUnit.NANOSECONDS.toMillis(left) + 1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = end - HostClock.nanos();
        }
        sleepers.remove(me);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return me.woken;
    }

    private static MemorySegment memory(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }
}
