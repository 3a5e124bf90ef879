package org.chiptest.engine.internal.summary;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import org.chiptest.diagnostics.internal.page.RunRecord.Tone;

/** What can become of a test. */
public enum Status {
    /** It ran, and nothing was wrong. */
    PASSED("passed"),
    /** It failed before, and passed when it was run again. */
    FLAKY("flaky"),
    /** It ran and failed, or could not run although it was asked for. */
    FAILED("failed"),
    /** It failed for a reason that lies in the machine, the device or a foreign runtime. */
    INFRA("infra"),
    /** It passed, and was expected to fail. */
    UNEXPECTED_PASS("unexpectedPass"),
    /** It failed, as was expected. */
    EXPECTED_FAILURE("expectedFailure"),
    /** It failed, as was expected to happen at times. */
    KNOWN_FLAKE("knownFlake"),
    /** It ran until it found that there was nothing to test. */
    ABORTED("aborted"),
    /** It did not run, for a reason. */
    SKIPPED("skipped"),
    /** It did not run, as nobody asked for what it needs. */
    NOT_APPLICABLE("notApplicable");

    private final String key;

    Status(String key) {
        this.key = key;
    }

    /** Tell whether a test that comes to this makes the run fail. */
    public boolean fails() {
        return this == FAILED || this == UNEXPECTED_PASS || this == INFRA;
    }

    /** Return the name used in the summary's file. */
    public String key() {
        return key;
    }

    /** Return the status of a name in the summary's file, if there is one. */
    public static Optional<Status> ofKey(String key) {
        return Arrays.stream(values()).filter(status -> status.key.equals(key)).findFirst();
    }

    /** Return what it means for a person. */
    public Tone tone() {
        return switch (this) {
            case FAILED, INFRA, UNEXPECTED_PASS -> Tone.BAD;
            case FLAKY, ABORTED -> Tone.DOUBTFUL;
            case PASSED, EXPECTED_FAILURE, KNOWN_FLAKE -> Tone.GOOD;
            case SKIPPED, NOT_APPLICABLE -> Tone.QUIET;
        };
    }

    /** Return the name used in text. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
