package org.chiptest.engine.internal.history;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.chiptest.engine.internal.summary.Status;
import org.chiptest.runtime.internal.json.JsonReader;
import org.chiptest.runtime.internal.json.JsonString;
import org.jspecify.annotations.Nullable;

/**
 * What became of one test in one run, or of one attempt at it: a line of the history.
 *
 * @param time        when it ended
 * @param run         what all entries of one run have in common
 * @param id          unique id of the test
 * @param name        its name for people, with the variant
 * @param attempt     number of the attempt, from 1
 * @param verdict     what became of it
 * @param millis      how long it took, with all attempts before
 * @param devices     the devices that it ran on
 * @param fingerprint of its failure, equal for failures that are alike; empty if there was none
 * @param commit      what was tested; empty if nobody knows
 */
public record HistoryEntry(Instant time, String run, String id, String name, int attempt, Status verdict, long millis,
        List<Integer> devices, String fingerprint, String commit) {

    public HistoryEntry {
        devices = List.copyOf(devices);
    }

    /** Tell whether something was wrong with the test itself. */
    public boolean failed() {
        return switch (verdict) {
            case FAILED, UNEXPECTED_PASS, EXPECTED_FAILURE, KNOWN_FLAKE -> true;
            default -> false;
        };
    }

    /** Tell whether the test itself did not pass, whatever was expected of it. */
    boolean isMiss() {
        return switch (verdict) {
            case FAILED, EXPECTED_FAILURE, KNOWN_FLAKE -> true;
            default -> false;
        };
    }

    /** Tell whether the test itself passed, whatever was expected of it. */
    boolean isPass() {
        return switch (verdict) {
            case PASSED, FLAKY, UNEXPECTED_PASS -> true;
            default -> false;
        };
    }

    /** Return it as one line of JSON. */
    String line() {
        return "{\"time\": " + JsonString.of(time.toString()) + ", \"run\": " + JsonString.of(run) + ", \"id\": "
                + JsonString.of(id) + ", \"name\": " + JsonString.of(name) + ", \"attempt\": " + attempt
                + ", \"verdict\": " + JsonString.of(verdict.key()) + ", \"millis\": " + millis + ", \"devices\": "
                + devices.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"))
                + ", \"fingerprint\": " + JsonString.of(fingerprint) + ", \"commit\": " + JsonString.of(commit)
                + "}";
    }

    /** Read a line, or nothing of one that is none: it may have been written by halves, or by a later version. */
    static Optional<HistoryEntry> parse(String line) {
        try {
            Map<String, @Nullable Object> fields = JsonReader.readObject(line);
            return Status.ofKey(text(fields, "verdict")).map(verdict -> new HistoryEntry(
                    Instant.parse(text(fields, "time")), text(fields, "run"), text(fields, "id"), text(fields, "name"),
                    (int) number(fields, "attempt"), verdict, number(fields, "millis"), devices(fields),
                    text(fields, "fingerprint"), text(fields, "commit")));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String text(Map<String, @Nullable Object> fields, String name) {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " is no text");
    }

    private static long number(Map<String, @Nullable Object> fields, String name) {
        if (fields.get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException(name + " is no number");
    }

    private static List<Integer> devices(Map<String, @Nullable Object> fields) {
        List<Integer> devices = new ArrayList<>();
        if (fields.get("devices") instanceof List<?> list) {
            list.forEach(each -> devices.add(each instanceof Long number ? number.intValue() : -1));
        }
        return devices;
    }
}
