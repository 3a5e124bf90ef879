package org.chiptest.engine.internal.outcome;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.chiptest.engine.internal.timed.TimedBody;
import org.jspecify.annotations.Nullable;

/**
 * Copy a failure that several tests share, such as one of a {@code @BeforeAll} method: each of them reports it with its type and all that it
 * says, and with where that test is.
 */
final class FailureCopy {

    /** The most bytes of a failure: it may hold on to anything. */
    private static final int MOST_BYTES = 1 << 20;

    /** How long it may take: it may be code of a user that is called. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private FailureCopy() {}

    /** Copy a failure, without what it says of where it was met; nothing if it cannot be copied. */
    static Optional<Throwable> of(Throwable failure) {
        AtomicReference<@Nullable Throwable> copy = new AtomicReference<>();
        try {
            TimedBody.run("copying a failure", "leave out what it does when it is written",
                    () -> copy.set(copy(failure)),
                    LIMIT);
        } catch (Throwable e) {
            // what cannot be copied is told in another way
            return Optional.empty();
        }
        return Optional.ofNullable(copy.get()).filter(made -> made.getClass() == failure.getClass());
    }

    private static Throwable copy(Throwable failure) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Writer writer = new Writer(bytes)) {
            writer.writeObject(failure);
            writer.flush();
            try (Reader reader = new Reader(bytes.toByteArray(), failure.getClass().getClassLoader())) {
                return (Throwable) reader.readObject();
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("a failure cannot be copied", e);
        }
    }

    private static final class Writer extends ObjectOutputStream {

        private final ByteArrayOutputStream bytes;

        Writer(ByteArrayOutputStream bytes) throws IOException {
            super(bytes);
            this.bytes = bytes;
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object written) throws IOException {
            if (bytes.size() > MOST_BYTES) {
                throw new IOException("a failure has more than " + MOST_BYTES + " bytes");
            }
            return written instanceof List<?> list && list.stream().anyMatch(ScenarioBrokenException.class::isInstance)
                    ? new ArrayList<>(list.stream().filter(each -> !(each instanceof ScenarioBrokenException)).toList())
                    : written;
        }
    }

    private static final class Reader extends ObjectInputStream {

        private final @Nullable ClassLoader loader;

        Reader(byte[] bytes, @Nullable ClassLoader loader) throws IOException {
            super(new ByteArrayInputStream(bytes));
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description);
            }
        }
    }
}
