package org.chiptest.engine.internal.settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of all tests that this run is to run, of several runs that share them.
 *
 * @param index      number of the part, from 1
 * @param total      number of parts
 * @param statusFile file to touch, so that who started the runs knows that they share the tests
 * @param history    file by which the parts are balanced, the same for all of them
 */
public record ShardChoice(int index, int total, Optional<Path> statusFile, Optional<Path> history) {

    /** Run all tests. */
    public static final ShardChoice WHOLE = new ShardChoice(1, 1, Optional.empty(), Optional.empty());

    private static final int MOST = 10_000;
    private static final Pattern FRACTION = Pattern.compile("(\\d{1,5})/(\\d{1,5})");
    private static final Pattern KUBERNETES = Pattern.compile("kubernetes/(\\d{1,5})");
    private static final String SLURM = "slurm";

    /**
     * Parse {@code 2/5}, or who says the number of the part in the environment: {@code kubernetes/5} ({@code JOB_COMPLETION_INDEX} of an
     * indexed job), {@code slurm} (an array).
     *
     * @throws IllegalArgumentException if it is none of them, or the environment does not say it
     */
    static ShardChoice parse(String text, Map<String, String> environment) {
        Matcher fraction = FRACTION.matcher(text);
        if (fraction.matches()) {
            return of(Integer.parseInt(fraction.group(1)), Integer.parseInt(fraction.group(2)), Optional.empty());
        }
        Matcher kubernetes = KUBERNETES.matcher(text);
        if (kubernetes.matches()) {
            return of(number(environment, "JOB_COMPLETION_INDEX") + 1, Integer.parseInt(kubernetes.group(1)),
                    Optional.empty());
        }
        if (text.equals(SLURM)) {
            int step = environment.containsKey("SLURM_ARRAY_TASK_STEP")
                    ? number(environment, "SLURM_ARRAY_TASK_STEP")
                    : 1;
            int first = number(environment, "SLURM_ARRAY_TASK_MIN");
            int index = (number(environment, "SLURM_ARRAY_TASK_ID") - first) / Math.max(1, step) + 1;
            return of(index, number(environment, "SLURM_ARRAY_TASK_COUNT"), Optional.empty());
        }
        throw new IllegalArgumentException("'" + text + "' is no part of a whole; write 2/5 for the second of five, "
                + "kubernetes/5 in an indexed job of five, or slurm in an array");
    }

    /**
     * Read what Bazel says without being asked; nothing if it does not.
     *
     * @throws IllegalArgumentException if that is not possible
     */
    static Optional<ShardChoice> ofBazel(Map<String, String> environment) {
        if (!environment.containsKey("TEST_TOTAL_SHARDS")) {
            return Optional.empty();
        }
        return Optional.of(of(number(environment, "TEST_SHARD_INDEX") + 1, number(environment, "TEST_TOTAL_SHARDS"),
                Optional.ofNullable(environment.get("TEST_SHARD_STATUS_FILE")).map(Path::of)));
    }

    /** Balance the parts by a file. */
    ShardChoice balancedBy(Optional<Path> file) {
        return new ShardChoice(index, total, statusFile, file);
    }

    /** Tell whether there is more than one part. */
    public boolean isPart() {
        return total > 1;
    }

    private static ShardChoice of(int index, int total, Optional<Path> statusFile) {
        if (total < 1 || total > MOST) {
            throw new IllegalArgumentException("there can be 1 to " + MOST + " parts, not " + total);
        }
        if (index < 1 || index > total) {
            throw new IllegalArgumentException("there is no part " + index + " of " + total + "; parts count from 1");
        }
        return new ShardChoice(index, total, statusFile, Optional.empty());
    }

    private static int number(Map<String, String> environment, String variable) {
        String text = environment.get(variable);
        if (text == null) {
            throw new IllegalArgumentException("the environment has no " + variable
                    + "; name the part as 2/5, or run it where the variable is set");
        }
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the variable " + variable + "=" + text + " is no number", e);
        }
    }

    @Override
    public String toString() {
        return index + "/" + total;
    }
}
