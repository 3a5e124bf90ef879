package org.chiptest.runtime.internal.failure;

import java.io.PrintWriter;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** An exception that answers one question as nobody expects, for tests of whoever reads exceptions. */
@SuppressWarnings({"NullAway", "ToStringReturnsNull", "ThrowableEqualsHashCode", "SuperCallToObjectMethod"})
public final class HostileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Hostility hostility;

    /** What is wrong with the exception. */
    public enum Hostility {
        MESSAGE_THROWS, MESSAGE_IS_HUGE, LOCALIZED_MESSAGE_THROWS, TEXT_THROWS, TEXT_IS_NULL, FRAMES_THROW,
        FRAMES_ARE_NULL,
        FRAMES_HAVE_NULL, CAUSE_THROWS, CAUSE_IS_ITSELF, CAUSE_IS_ITS_OWN, CAUSES_ARE_A_MILLION, HASH_THROWS,
        EQUALS_THROWS,
        PRINTING_THROWS, SUPPRESSED_ARE_A_THOUSAND;

        /** What a reader is told of it. */
        public String words() {
            return WORDS.getOrDefault(this, "");
        }
    }

    private static final Map<Hostility, String> WORDS = Map.ofEntries(
            Map.entry(Hostility.MESSAGE_THROWS, "getMessage of HostileException threw java.lang.ArithmeticException"),
            Map.entry(Hostility.MESSAGE_IS_HUGE, "getMessage of HostileException has 100000000 characters"),
            Map.entry(Hostility.LOCALIZED_MESSAGE_THROWS,
                    "getLocalizedMessage of HostileException threw java.lang.ArithmeticException"),
            Map.entry(Hostility.TEXT_THROWS, "toString of HostileException threw java.lang.ArithmeticException"),
            Map.entry(Hostility.TEXT_IS_NULL, "toString of HostileException threw java.lang.NullPointerException"),
            Map.entry(Hostility.FRAMES_THROW, "getStackTrace of HostileException threw java.lang.ArithmeticException"),
            Map.entry(Hostility.FRAMES_ARE_NULL,
                    "getStackTrace of HostileException threw java.lang.NullPointerException"),
            Map.entry(Hostility.FRAMES_HAVE_NULL, "getStackTrace of HostileException has a frame that is null"),
            Map.entry(Hostility.CAUSE_THROWS, "getCause of HostileException threw java.lang.ArithmeticException"),
            Map.entry(Hostility.CAUSE_IS_ITSELF, "the causes of HostileException go round in a circle"),
            Map.entry(Hostility.CAUSE_IS_ITS_OWN, "the causes of HostileException go round in a circle"),
            Map.entry(Hostility.CAUSES_ARE_A_MILLION, "it has more than 100 causes and suppressed exceptions"),
            Map.entry(Hostility.HASH_THROWS, "hashCode of HostileException threw java.lang.ArithmeticException"),
            Map.entry(Hostility.EQUALS_THROWS, "equals of HostileException threw java.lang.ArithmeticException"),
            Map.entry(Hostility.PRINTING_THROWS,
                    "printStackTrace of HostileException threw java.lang.ArithmeticException"),
            Map.entry(Hostility.SUPPRESSED_ARE_A_THOUSAND, "it has more than 100 causes and suppressed exceptions"));

    /** Create an exception with this hostility. */
    public HostileException(Hostility hostility) {
        super("told", hostility == Hostility.CAUSES_ARE_A_MILLION ? chain() : null);
        this.hostility = hostility;
        if (hostility == Hostility.CAUSE_IS_ITS_OWN) {
            addSuppressed(new IllegalStateException("around", this));
        }
        for (int i = 0; hostility == Hostility.SUPPRESSED_ARE_A_THOUSAND && i < 1000; i++) {
            addSuppressed(new IllegalStateException("number " + i));
        }
    }

    private static Throwable chain() {
        Throwable chain = new IllegalStateException("the last");
        for (int i = 1; i < 1_000_000; i++) {
            chain = new Link(chain);
        }
        return chain;
    }

    private void hostile(Hostility asked) {
        if (hostility == asked) {
            throw new ArithmeticException("hostile");
        }
    }

    @Override
    public String getMessage() {
        hostile(Hostility.MESSAGE_THROWS);
        return hostility == Hostility.MESSAGE_IS_HUGE ? "x".repeat(100_000_000) : String.valueOf(super.getMessage());
    }

    @Override
    public String getLocalizedMessage() {
        hostile(Hostility.LOCALIZED_MESSAGE_THROWS);
        return super.getLocalizedMessage();
    }

    @Override
    public String toString() {
        hostile(Hostility.TEXT_THROWS);
        return hostility == Hostility.TEXT_IS_NULL ? null : super.toString();
    }

    @Override
    public StackTraceElement[] getStackTrace() {
        hostile(Hostility.FRAMES_THROW);
        return switch (hostility) {
            case FRAMES_ARE_NULL -> null;
            case FRAMES_HAVE_NULL -> new StackTraceElement[1];
            default -> super.getStackTrace();
        };
    }

    @Override
    public synchronized @Nullable Throwable getCause() {
        hostile(Hostility.CAUSE_THROWS);
        return switch (hostility) {
            case CAUSE_IS_ITSELF -> this;
            case CAUSE_IS_ITS_OWN -> getSuppressed()[0];
            default -> super.getCause();
        };
    }

    @Override
    public int hashCode() {
        hostile(Hostility.HASH_THROWS);
        return super.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        hostile(Hostility.EQUALS_THROWS);
        return super.equals(other);
    }

    @Override
    public void printStackTrace(PrintWriter writer) {
        hostile(Hostility.PRINTING_THROWS);
        super.printStackTrace(writer);
    }

    private static final class Link extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Link(Throwable cause) {
            super("link", cause, true, false);
        }
    }
}
