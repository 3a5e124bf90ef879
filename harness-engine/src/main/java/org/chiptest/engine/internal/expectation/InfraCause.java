package org.chiptest.engine.internal.expectation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.chiptest.runtime.internal.failure.UserFailure;

/**
 * A cause of failures that lies in the machine, the device or a foreign runtime, and not in what is tested.
 *
 * <p>Written as data, a line each: {@code regular expression | reason}. The expression is searched for in the type and the message of a
 * failure, {@code type: message}, and of its causes.
 *
 * @param pattern what is searched for
 * @param reason  what it means, for people
 */
public record InfraCause(Predicate<String> pattern, String reason) {

    private static final String BUNDLED = "infra.txt";

    /** Return what comes with the harness. */
    static List<InfraCause> bundled() {
        try (InputStream file = Objects.requireNonNull(InfraCause.class.getResourceAsStream(BUNDLED), BUNDLED);
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines().map(InfraCause::parse).flatMap(Optional::stream).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + BUNDLED, e);
        }
    }

    /**
     * Parse a line; nothing of one that is blank or for people.
     *
     * @throws IllegalArgumentException if it is neither that nor a cause
     */
    static Optional<InfraCause> parse(String text) {
        String line = text.strip();
        if (line.isEmpty() || line.startsWith("#")) {
            return Optional.empty();
        }
        int separator = line.lastIndexOf(" | ");
        if (separator <= 0) {
            throw new IllegalArgumentException(
                    "a line says a regular expression and a reason, with | between them: No space left | the disk is full");
        }
        try {
            return Optional.of(new InfraCause(Pattern.compile(line.substring(0, separator).strip()).asPredicate(),
                    line.substring(separator + " | ".length()).strip()));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("no regular expression: " + e.getDescription(), e);
        }
    }

    /** Tell whether a failure has this cause. */
    public boolean explains(Throwable failure) {
        return UserFailure
                .find(failure, each -> pattern.test(UserFailure.type(each) + ": " + UserFailure.message(each)))
                .isPresent();
    }
}
