package org.chiptest.runtime.internal.worker;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.internal.waiting.AdaptiveSpin;
import org.jspecify.annotations.Nullable;

/**
 * The thread that a device of this process lives on. It takes one call at a time; the call is handed over by a volatile
 * word that both sides watch for a moment before they park, as long as that pays.
 */
final class DeviceThread implements AutoCloseable {

    /** How long calls may take that have no deadline of their own. */
    static final Duration USUAL_DEADLINE = Duration.ofSeconds(60);

    private static final long STACK_BYTES = 64L << 20;
    /** Beyond a run's own deadline, by which the device itself ends the run. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Thread thread;

    /** Of the calling threads, which call one after the other. */
    private final AdaptiveSpin callerSpin = new AdaptiveSpin();
    private volatile @Nullable Call<?> pending;
    private volatile @Nullable DeviceException givenUp;
    /** The call that somebody waits for. */
    private volatile @Nullable Call<?> current;
    private volatile boolean closing;
    private volatile boolean lost;

    /** True while the thread sleeps or is about to: it looks for a call in between. */
    private volatile boolean asleep;

    private static final class Call<T> implements BooleanSupplier {

        private final Supplier<T> body;
        private final Thread caller = Thread.currentThread();
        private @Nullable T result;
        private @Nullable Throwable thrown;
        private volatile boolean done;

        /** True while the caller sleeps or is about to: it looks at {@code done} in between. */
        private volatile boolean asleep;

        Call(Supplier<T> body) {
            this.body = body;
        }

        void execute() {
            try {
                result = body.get();
            } catch (Throwable e) {
                thrown = e;
            }
            done = true;
            if (asleep) {
                LockSupport.unpark(caller);
            }
        }

        /** Tell whether the call has ended. */
        @Override
        public boolean getAsBoolean() {
            return done;
        }

        @SuppressWarnings("NullAway") // null exactly if the body returned null, which its type then allows
        T outcome() {
            return switch (thrown) {
                case null -> result;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException("device call failed", e);
            };
        }
    }

    DeviceThread(String name) {
        thread = new Thread(null, this::serve, name, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Have the thread do something and wait for it.
     *
     * @throws DeviceException if it takes clearly longer than this; the thread is of no use then
     */
    <T> T call(Supplier<T> body, Duration deadline) {
        if (!isUsable()) {
            throw new DeviceException(
                    "an earlier call of this device never returned from native code; open a new device");
        }
        Call<T> call = new Call<>(body);
        current = call;
        pending = call;
        if (asleep) {
            LockSupport.unpark(thread);
        }
        await(call, deadline.plus(GRACE));
        return call.outcome();
    }

    /** Let the call under way fail although its native code does not return; from any thread. */
    void giveUp(DeviceException failure) {
        givenUp = failure;
        Call<?> call = current;
        if (call != null) {
            LockSupport.unpark(call.caller);
        }
    }

    /** Tell whether the thread can take calls: no call has been given up. */
    boolean isUsable() {
        return !lost && givenUp == null;
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
    }

    private void await(Call<?> call, Duration limit) {
        if (callerSpin.sees(call)) {
            return;
        }
        call.asleep = true;
        long expiresAt = HostClock.nanos() + limit.toNanos();
        while (!call.done) {
            DeviceException failure = givenUp;
            if (failure != null) {
                lost = true;
                throw failure;
            }
            long left = expiresAt - HostClock.nanos();
            if (left <= 0) {
                lost = true;
                throw new DeviceException(DeviceException.TIMEOUT, "native code did not return within "
                        + limit.toSeconds()
                        + " s; the device cannot be used any more, run it in a process of its own to survive this");
            }
            LockSupport.parkNanos(this, left);
            if (Thread.interrupted() && !call.done) {
                throw interrupted();
            }
        }
    }

    private DeviceException interrupted() {
        lost = true;
        Thread.currentThread().interrupt();
        return new DeviceException("the thread that waited for the device was interrupted while native code was "
                + "running; the device cannot be used any more, run it in a process of its own to survive this");
    }

    private void serve() {
        AdaptiveSpin spin = new AdaptiveSpin();
        BooleanSupplier wanted = () -> pending != null || closing;
        while (!closing) {
            Call<?> call = pending;
            if (call != null) {
                pending = null;
                call.execute();
            } else if (!spin.sees(wanted)) {
                sleep();
            }
        }
    }

    private void sleep() {
        asleep = true;
        if (pending == null && !closing) {
            LockSupport.park(this);
        }
        asleep = false;
    }
}
