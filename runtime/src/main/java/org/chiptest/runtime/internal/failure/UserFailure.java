package org.chiptest.runtime.internal.failure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Read what user code has thrown.
 *
 * <p>Such an exception is user code itself: asked for its message, cause or stack trace it may throw, answer with null or with
 * 100 MB, or name itself as its cause. Nothing here throws because of that, and every walk and every text has an end. What does
 * not return does not return here either: read an exception on the thread, and within the deadline, of the code that threw it.
 */
public final class UserFailure {

    /** The most characters of a text that are passed on. */
    static final int MOST_CHARS = 1 << 20;

    /** How many of them are told of a longer text. */
    private static final int MOST_TOLD = MOST_CHARS / 2;

    /** The most causes and suppressed exceptions of one exception, with theirs. */
    static final int MOST_RELATED = 100;

    /** The most frames of a stack trace, as many as the JVM records unless told otherwise. */
    private static final int MOST_FRAMES = 1024;

    private UserFailure() {}

    /** Return the message, or what is wrong with it. */
    public static String message(Throwable failure) {
        try {
            return cut(String.valueOf(failure.getMessage()));
        } catch (Throwable e) {
            return "(its getMessage threw " + e.getClass().getName() + ")";
        }
    }

    /** Return a failure that another thread caught as something that can be thrown anywhere; only a checked exception is wrapped. */
    public static RuntimeException unchecked(Throwable failure) {
        return switch (failure) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(message(failure), failure);
        };
    }

    /**
     * Return type and message, as {@code toString} does, or what is wrong with that.
     *
     * <p>A static initializer that failed has its own behind that: nothing else would say why the class cannot be used.
     */
    public static String text(Throwable failure) {
        boolean initializer = failure instanceof ExceptionInInitializerError
                || failure instanceof NoClassDefFoundError;
        Throwable cause = initializer ? cause(failure) : null;
        return cause == null ? ownText(failure) : ownText(failure) + ": " + ownText(cause);
    }

    private static String ownText(Throwable failure) {
        try {
            String text = failure.toString();
            if (text != null) {
                return cut(text);
            }
            return failure.getClass().getName() + ": (its toString returned null)";
        } catch (Throwable e) {
            return failure.getClass().getName() + ": (its toString threw " + e.getClass().getName() + ")";
        }
    }

    /** Return the type's name without its package, also if it is an anonymous one. */
    public static String type(Throwable failure) {
        String name = failure.getClass().getName();
        String simple = failure.getClass().getSimpleName();
        return simple.isEmpty() ? name.substring(name.lastIndexOf('.') + 1) : simple;
    }

    /** Find the first exception of a type among a failure and its causes. */
    public static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        return find(failure, type::isInstance).map(type::cast);
    }

    /** Find the first exception that meets a condition among a failure and its causes. */
    public static Optional<Throwable> find(Throwable failure, Predicate<Throwable> wanted) {
        Throwable each = failure;
        for (int i = 0; each != null && i <= MOST_RELATED; i++) {
            if (wanted.test(each)) {
                return Optional.of(each);
            }
            each = cause(each);
        }
        return Optional.empty();
    }

    /** Tell whether two failures are one, without asking them. */
    @SuppressWarnings("ReferenceEquality")
    public static boolean same(Throwable one, Throwable other) {
        return one == other;
    }

    /**
     * Return a failure that anybody can read, print and walk: this one, or if it does not survive that a copy of what can be read.
     *
     * <p>What a copy has for causes and suppressed exceptions are the original ones where they survive.
     */
    public static Throwable readable(Throwable failure) {
        return trouble(failure).isEmpty() ? failure : new Copies().copy(failure);
    }

    /** Copy one failure and what belongs to it, not more than can be told. */
    private static final class Copies {

        private int left = MOST_RELATED;

        /** What is told already: causes may go round in a circle. */
        private final Set<Throwable> told = identities();

        CopiedFailure copy(Throwable failure) {
            left--;
            told.add(failure);
            String trouble = trouble(failure).orElse("");
            Optional<Throwable> cause = Optional.ofNullable(cause(failure)).flatMap(this::related);
            CopiedFailure copy = new CopiedFailure(text(failure) + "\n(this is a copy: " + trouble + ")",
                    cause.orElse(null), frames(failure));
            for (Throwable suppressed : failure.getSuppressed()) {
                related(suppressed).ifPresent(copy::addSuppressed);
            }
            return copy;
        }

        /** Return what to put into a copy; nothing if no more can be told. */
        private Optional<Throwable> related(Throwable failure) {
            if (left <= 0 || told.contains(failure)) {
                return Optional.empty();
            }
            if (trouble(failure).isPresent()) {
                return Optional.of(copy(failure));
            }
            int size = family(failure).size();
            if (size > left) {
                return Optional.empty();
            }
            left -= size;
            return Optional.of(failure);
        }
    }

    /** Tell why a failure cannot be passed on, if so. */
    private static Optional<String> trouble(Throwable failure) {
        List<Throwable> family = family(failure);
        for (Throwable each : family) {
            Optional<String> own = own(each).or(() -> cycle(each));
            if (own.isPresent()) {
                return own;
            }
        }
        if (family.size() > MOST_RELATED) {
            return Optional.of("it has more than " + MOST_RELATED + " causes and suppressed exceptions");
        }
        return examined(failure, "printStackTrace", () -> {
            failure.printStackTrace(new ForgottenText());
            return Optional.empty();
        });
    }

    /** Return a failure with its causes and suppressed exceptions and theirs, at most one more than can be told. */
    private static List<Throwable> family(Throwable failure) {
        List<Throwable> family = new ArrayList<>();
        Set<Throwable> known = identities();
        Deque<Throwable> open = new ArrayDeque<>();
        open.add(failure);
        while (!open.isEmpty() && family.size() <= MOST_RELATED) {
            Throwable each = open.remove();
            if (known.add(each)) {
                family.add(each);
                Optional.ofNullable(cause(each)).ifPresent(open::add);
                open.addAll(Arrays.asList(each.getSuppressed()));
            }
        }
        return family;
    }

    /** Tell what is wrong with an exception itself. */
    private static Optional<String> own(Throwable each) {
        return Stream.of(examined(each, "getMessage", () -> length(each.getMessage())),
                examined(each, "getLocalizedMessage", () -> length(each.getLocalizedMessage())),
                examined(each, "toString", () -> length(Objects.requireNonNull(each.toString()))),
                examined(each, "getStackTrace", () -> frameTrouble(each.getStackTrace())),
                examined(each, "getCause", () -> {
                    var _ = each.getCause();
                    return Optional.empty();
                }), examined(each, "hashCode", () -> {
                    var _ = each.hashCode();
                    return Optional.empty();
                }), examined(each, "equals", () -> {
                    var _ = each.equals(new Object());
                    return Optional.empty();
                })).flatMap(Optional::stream).findFirst();
    }

    /** Tell whether an exception is among its own causes: whoever looks for the last one would not come to an end. */
    private static Optional<String> cycle(Throwable each) {
        Set<Throwable> causes = identities();
        for (Throwable cause = each; cause != null && causes.size() <= MOST_RELATED; cause = cause(cause)) {
            if (!causes.add(cause)) {
                return Optional.of("the causes of " + type(each) + " go round in a circle");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> length(@Nullable String text) {
        return text != null && text.length() > MOST_CHARS
                ? Optional.of("has " + text.length() + " characters")
                : Optional.empty();
    }

    private static Optional<String> frameTrouble(StackTraceElement[] frames) {
        if (frames.length > MOST_FRAMES) {
            return Optional.of("has " + frames.length + " frames");
        }
        return Stream.of(frames).anyMatch(Objects::isNull) ? Optional.of("has a frame that is null") : Optional.empty();
    }

    private static Optional<String> examined(Throwable failure, String question, Examination examination) {
        String asked = question + " of " + type(failure) + " ";
        try {
            return examination.examine().map(what -> asked + what);
        } catch (Throwable e) {
            return Optional.of(asked + "threw " + e.getClass().getName());
        }
    }

    private static @Nullable Throwable cause(Throwable failure) {
        try {
            return failure.getCause();
        } catch (Throwable e) {
            // who examines it says so
            return null;
        }
    }

    private static StackTraceElement[] frames(Throwable failure) {
        try {
            return Stream.of(failure.getStackTrace()).filter(Objects::nonNull).limit(MOST_FRAMES)
                    .toArray(StackTraceElement[]::new);
        } catch (Throwable e) {
            // the copy says so
            return new StackTraceElement[0];
        }
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARS
                ? text
                : text.substring(0, MOST_TOLD) + " ... (" + (text.length() - MOST_TOLD) + " more characters)";
    }

    /** Make a set that asks for neither equality nor hash code: they are user code too. */
    private static Set<Throwable> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    @FunctionalInterface
    private interface Examination {
        Optional<String> examine() throws Exception;
    }
}
