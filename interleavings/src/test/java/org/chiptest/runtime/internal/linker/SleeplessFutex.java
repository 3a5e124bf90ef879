package org.chiptest.runtime.internal.linker;

import java.io.Serial;
import java.util.function.IntSupplier;

/**
 * The futexes of this process, without sleep: who would sleep, because the word still has the expected value, is stopped there by an {@link
 * Asleep}. Notes for each thread whether it has woken others.
 */
public final class SleeplessFutex {

    private static final int FUTEX_WAIT = 0;

    /** Stops a thread that would sleep. */
    public static final class Asleep extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1L;

        private static final Asleep HERE = new Asleep();

        private Asleep() {
            super("would sleep", null, false, false);
        }
    }

    private static final ThreadLocal<SleeplessFutex> OF_THREAD = ThreadLocal.withInitial(SleeplessFutex::new);

    private IntSupplier word = () -> 0;
    private boolean woke;

    private SleeplessFutex() {}

    /** Have the futexes of all threads be of this kind. */
    public static void install() {
        Libc.replace((call, address, operation, value, timeout, fifth, sixth) -> {
            if (call != SystemCall.FUTEX) {
                throw new IllegalStateException("a mailbox makes no other call than futex, found " + call);
            }
            return OF_THREAD.get().call((int) operation, (int) value);
        });
    }

    /** Begin anew in this thread, where futexes are on a word that is read like this. */
    public static SleeplessFutex on(IntSupplier word) {
        SleeplessFutex futex = OF_THREAD.get();
        futex.word = word;
        futex.woke = false;
        return futex;
    }

    /** Tell whether the thread has woken others. */
    public boolean woke() {
        return woke;
    }

    private long call(int operation, int value) {
        if (operation != FUTEX_WAIT) {
            woke = true;
            return 0;
        }
        if (word.getAsInt() == value) {
            throw Asleep.HERE;
        }
        return Libc.failed(Libc.ETIMEDOUT);
    }
}
