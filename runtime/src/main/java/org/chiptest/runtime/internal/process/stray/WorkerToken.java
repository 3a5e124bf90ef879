package org.chiptest.runtime.internal.process.stray;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What the environment of a worker process, and so that of everything which user code starts in it, is known by: an unpredictable word,
 * behind the words of the workers above it.
 *
 * <p>Processes inherit their environment, whatever sessions and parents they get; a process that starts another with an empty one is
 * found only as a descendant, as long as its worker lives.
 */
public record WorkerToken(String value) {

    static final String VARIABLE = "CHIPTEST_WORKER";

    private static final int BYTES = 16;
    private static final Pattern VALUE = Pattern.compile("[0-9a-f]{32}(\\.[0-9a-f]{32})*");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Make a token below that of the process which has this environment, and put it there. */
    public static WorkerToken into(Map<String, String> environment) {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        @Nullable
        String above = environment.get(VARIABLE);
        WorkerToken token = new WorkerToken((above == null ? "" : above + ".") + HexFormat.of().formatHex(random));
        environment.put(VARIABLE, token.value);
        return token;
    }

    /** Read what was written as {@link #value()}; nothing if it is something else. */
    public static Optional<WorkerToken> parse(String text) {
        return VALUE.matcher(text).matches() ? Optional.of(new WorkerToken(text)) : Optional.empty();
    }

    /** Tell whether an environment, as {@code /proc} shows it, is that of this worker or of what user code has started in it. */
    boolean isIn(byte[] environment) {
        return valueIn(environment).filter(value::equals).isPresent();
    }

    /** Tell whether an environment is of this worker, or of a worker below it. */
    boolean isAbove(byte[] environment) {
        return valueIn(environment).filter(found -> found.equals(value) || found.startsWith(value + ".")).isPresent();
    }

    /** Tell whether an environment is of any worker. */
    static boolean isAny(byte[] environment) {
        return valueIn(environment).isPresent();
    }

    private static Optional<String> valueIn(byte[] environment) {
        String start = "\0" + VARIABLE + "=";
        String text = "\0" + new String(environment, StandardCharsets.ISO_8859_1) + "\0";
        int at = text.indexOf(start);
        return at < 0
                ? Optional.empty()
                : Optional.of(text.substring(at + start.length(), text.indexOf('\0', at + start.length())));
    }
}
