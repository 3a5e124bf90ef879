package org.chiptest.engine.internal.timed;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Keep memory and descriptors of this JVM for what comes after code of a user that has taken all of them and does not give them back: the
 * tests behind it, and the report. Thread-safe.
 *
 * <p>To be asked as soon as code of a user has ended, before anything else: a class that fails to load for want of them is lost for ever.
 */
public final class Reserve implements AutoCloseable {

    private static final int DESCRIPTORS = 64;

    /** How many of them others must be able to open beside the reserve; few, since it is tried after each method of a user. */
    private static final int FREE_DESCRIPTORS = 1;

    /** Small enough for any heap to place it among others. */
    private static final int CHUNK = 1 << 18;
    private static final int MOST_CHUNKS = 128;

    /** The part of the heap that is kept, if that is less. */
    private static final int SHARE = 16;

    private final int chunks;
    private final Consumer<String> warned;
    private final Deque<byte[]> memory;
    private final Deque<InputStream> descriptors = new ArrayDeque<>(DESCRIPTORS);

    /** Filled and emptied by looks for room; made beforehand, since a look must need nothing but what it looks for. */
    private final Deque<byte[]> found;

    private Reserve(int chunks, Consumer<String> warned) {
        this.chunks = chunks;
        this.warned = warned;
        memory = new ArrayDeque<>(chunks);
        found = new ArrayDeque<>(chunks);
    }

    /**
     * Take a reserve; nothing of what there is not enough of.
     *
     * @param warned is told when some of it is given away
     */
    public static Reserve taken(Consumer<String> warned) {
        long share = Runtime.getRuntime().maxMemory() / SHARE;
        Reserve reserve = new Reserve(Math.clamp(share / CHUNK, 1, MOST_CHUNKS), warned);
        throwOnce();
        allocate(reserve.chunks, reserve.memory);
        open(DESCRIPTORS, reserve.descriptors);
        return reserve;
    }

    /**
     * Give away what this JVM is short of now.
     *
     * @param after whose code has ended, in words
     */
    public synchronized void giveWay(String after) {
        if (!memory.isEmpty() && isShortOfMemory()) {
            memory.clear();
            warned.accept("when " + after + " had ended, this JVM had no memory left, so what comes after it has a"
                    + " reserve of " + ((long) chunks * CHUNK >> 20)
                    + " MiB; look for what it keeps, or raise -Xmx");
        }
        if (!descriptors.isEmpty() && isShortOfDescriptors()) {
            close(descriptors);
            warned.accept("when " + after + " had ended, this JVM had no file descriptors left, so what comes after it"
                    + " has a reserve of " + DESCRIPTORS + "; look for what it keeps open, or raise ulimit -n");
        }
    }

    /** Give all of it away. */
    @Override
    public synchronized void close() {
        memory.clear();
        close(descriptors);
    }

    /** Have loaded what JUnit needs when a method throws: it would be loaded before the reserve is given away. */
    private static void throwOnce() {
        try {
            ReflectionSupport.invokeMethod(Integer.class.getMethod("parseInt", String.class), null, "no number");
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        } catch (NumberFormatException e) {
            // as meant
        }
    }

    /** Look for as much as is kept, unless it is there for sure. */
    private boolean isShortOfMemory() {
        Runtime jvm = Runtime.getRuntime();
        if (jvm.maxMemory() - jvm.totalMemory() + jvm.freeMemory() > 2L * chunks * CHUNK) {
            return false;
        }
        boolean enough = allocate(chunks, found);
        found.clear();
        return !enough;
    }

    private boolean isShortOfDescriptors() {
        Deque<InputStream> some = new ArrayDeque<>(FREE_DESCRIPTORS);
        boolean enough = open(FREE_DESCRIPTORS, some);
        close(some);
        return !enough;
    }

    /** Allocate chunks, all or none. */
    private static boolean allocate(int chunks, Deque<byte[]> into) {
        try {
            for (int i = 0; i < chunks; i++) {
                into.add(new byte[CHUNK]);
            }
            return true;
        } catch (OutOfMemoryError e) {
            into.clear();
            return false;
        }
    }

    /** Open descriptors, all or none. */
    private static boolean open(int count, Deque<InputStream> into) {
        try {
            for (int i = 0; i < count; i++) {
                into.add(new FileInputStream("/dev/null"));
            }
            return true;
        } catch (IOException e) {
            close(into);
            return false;
        }
    }

    private static void close(Deque<InputStream> open) {
        try {
            while (!open.isEmpty()) {
                open.remove().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close /dev/null", e);
        }
    }
}
