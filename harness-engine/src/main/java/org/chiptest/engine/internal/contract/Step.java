package org.chiptest.engine.internal.contract;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One operation of a sequence on the callable ids of a worker. Each may be asked for at any time; what must become of it says the
 * {@link WorkerModel}.
 */
public sealed interface Step {

    /** The way in which people write a step. */
    Pattern TEXT = Pattern.compile("(?:p(-?\\d{1,4})([ab])|([ru])(-?\\d{1,4}))");

    /** Return the callable id. */
    int cid();

    /** Return the way in which it is written. */
    String text();

    /**
     * Prepare a callable.
     *
     * @param other whether it is the other one of the two
     */
    record Prepare(int cid, boolean other) implements Step {

        @Override
        public String text() {
            return "p" + cid + (other ? "b" : "a");
        }
    }

    /** Run what is prepared. */
    record Run(int cid) implements Step {

        @Override
        public String text() {
            return "r" + cid;
        }
    }

    /** Unregister what is prepared. */
    record Unregister(int cid) implements Step {

        @Override
        public String text() {
            return "u" + cid;
        }
    }

    /** Read a step; nothing if it is none. */
    static Optional<Step> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        if (parts.group(1) != null) {
            return Optional.of(new Prepare(Integer.parseInt(parts.group(1)), parts.group(2).equals("b")));
        }
        int cid = Integer.parseInt(parts.group(4));
        return Optional.of(parts.group(3).equals("r") ? new Run(cid) : new Unregister(cid));
    }
}
