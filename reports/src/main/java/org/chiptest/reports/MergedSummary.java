package org.chiptest.reports;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.engine.internal.summary.RunSummary;
import org.chiptest.engine.internal.summary.Status;
import org.chiptest.engine.internal.summary.TestOutcome;
import org.chiptest.engine.internal.summary.Trail;
import org.jspecify.annotations.Nullable;

/** Read the summaries of shards back into the one that a whole run would have kept. */
final class MergedSummary {

    private final RunSummary whole = new RunSummary();
    private final boolean several;

    private MergedSummary(List<ShardFolder> shards) {
        several = shards.size() > 1;
        shards.forEach(this::add);
    }

    static RunSummary of(List<ShardFolder> shards) {
        return new MergedSummary(shards).whole;
    }

    private void add(ShardFolder shard) {
        Map<String, String> names = new HashMap<>();
        shard.tests().forEach(test -> names.put(text(test, "id"), text(test, "name")));
        whole.discovered(names, 0);
        shard.tests().forEach(test -> status(test).ifPresent(status -> addEnded(test, status)));
        String of = several ? "shard " + shard.index() + ": " : "";
        shard.texts("runFailures").forEach(each -> whole.runFailed(of + each));
        shard.texts("notes").forEach(each -> whole.note(of + each));
        shard.texts("warnings").forEach(each -> whole.warned(of + each));
        whole.compared(shard.texts("comparisons"));
    }

    private void addEnded(Map<?, ?> test, Status status) {
        String id = text(test, "id");
        whole.ended(id, new TestOutcome(status, text(test, "reason"), devices(test),
                Duration.ofMillis(number(test.get("millis")))));
        if (test.get("rerun") instanceof String command) {
            whole.leadsBack(id, new Trail((int) number(test.get("attempts")),
                    Optional.of(text(test, "files")).filter(file -> !file.isEmpty()).map(Path::of), command));
        }
    }

    /** Return what became of a test; nothing if its run did not end, or says what this version does not know. */
    private static Optional<Status> status(Map<?, ?> test) {
        for (Status status : Status.values()) {
            if (status.key().equals(test.get("outcome"))) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    private static List<Integer> devices(Map<?, ?> test) {
        return test.get("devices") instanceof List<?> devices
                ? devices.stream().map(device -> (int) number(device)).toList()
                : List.of();
    }

    private static long number(@Nullable Object value) {
        return value instanceof Long number ? number : 0;
    }

    private static String text(Map<?, ?> test, String key) {
        return test.get(key) instanceof String text ? text : "";
    }
}
