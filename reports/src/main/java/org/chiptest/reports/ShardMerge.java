package org.chiptest.reports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.chiptest.engine.internal.summary.Status;
import org.chiptest.runtime.internal.files.TextFile;
import org.chiptest.runtime.internal.json.JsonText;
import org.jspecify.annotations.Nullable;

/** Put together what the shards of one whole have left, and prove that no test is missing and none was run twice. */
final class ShardMerge {

    private static final String SUREFIRE = "surefire-reports";
    private static final String ALLURE = "allure-results";
    private static final String HISTORY = "history.jsonl";

    private final List<ShardFolder> shards;

    ShardMerge(List<ShardFolder> shards) {
        this.shards = shards.stream().sorted(Comparator.comparingInt(ShardFolder::index)).toList();
    }

    /** Say what is wrong with the whole; nothing if it is complete. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        shards.forEach(each -> addWrong(each, complaints));
        addMissing(complaints);
        addTwice(complaints);
        return complaints;
    }

    private void addWrong(ShardFolder each, List<String> complaints) {
        ShardFolder first = shards.get(0);
        if (each.total() != first.total() || each.allTests() != first.allTests()
                || !each.fingerprint().equals(first.fingerprint())) {
            complaints.add(each.folder() + " is no part of the same whole as " + first.folder()
                    + ": its tests or the number of shards are others; run all shards on one commit with one selection");
        }
        if (!each.history().equals(first.history())) {
            complaints.add(each.folder() + " was balanced by another history than " + first.folder()
                    + "; give all shards the same file by -Dchiptest.shard.history");
        }
        if (each.tests().size() != each.ownTests()) {
            complaints.add(each.folder() + " tells of " + each.tests().size() + " tests, but its shard has "
                    + each.ownTests());
        }
        each.tests().stream().filter(test -> test.get("outcome") == null).forEach(
                test -> complaints
                        .add(each.folder() + " has no result of " + test.get("name") + "; its run did not end"));
    }

    private void addMissing(List<String> complaints) {
        int total = shards.get(0).total();
        Set<Integer> missing = new TreeSet<>(IntStream.rangeClosed(1, total).boxed().toList());
        shards.forEach(each -> missing.remove(each.index()));
        missing.forEach(index -> complaints.add("shard " + index + "/" + total + " is missing"));
    }

    private void addTwice(List<String> complaints) {
        Map<Integer, Path> indices = new LinkedHashMap<>();
        Map<Object, Path> seen = new LinkedHashMap<>();
        for (ShardFolder each : shards) {
            Path same = indices.putIfAbsent(each.index(), each.folder());
            if (same != null) {
                complaints.add("shard " + each.index() + "/" + each.total() + " is there twice, in " + same + " and in "
                        + each.folder() + "; name one of them");
                continue;
            }
            each.tests().forEach(test -> {
                Path other = seen.putIfAbsent(String.valueOf(test.get("id")), each.folder());
                if (other != null) {
                    complaints.add(test.get("name") + " was run by " + other + " and by " + each.folder());
                }
            });
        }
    }

    /** Return everything that failed, the runs themselves too, and why. */
    Map<String, String> failures() {
        return MergedSummary.of(shards).failures();
    }

    /** Count the tests by what became of them. */
    Map<Status, Integer> counts() {
        Map<Status, Integer> counts = new LinkedHashMap<>();
        for (Status status : Status.values()) {
            counts.put(status, (int) tests().filter(test -> status.key().equals(test.get("outcome"))).count());
        }
        return counts;
    }

    /** Write summary, reports and results as one run would have left them. */
    void write(Path out) throws IOException {
        Path summary = out.resolve(ShardFolder.SUMMARY);
        Files.createDirectories(summary.getParent());
        TextFile.write(summary, JsonText.of(summary()) + "\n");
        TextFile.write(out.resolve(ShardFolder.TABLE), MergedSummary.of(shards).toMarkdown());
        List<String> history = new ArrayList<>();
        for (ShardFolder each : shards) {
            copy(each.folder().resolve(SUREFIRE), out.resolve(SUREFIRE), each.index());
            copy(each.folder().resolve(ALLURE), out.resolve(ALLURE), each.index());
            Path lines = each.folder().resolve("chiptest").resolve(HISTORY);
            if (Files.exists(lines)) {
                // as lenient as who reads it: a damaged file costs its damaged lines
                history.addAll(new String(Files.readAllBytes(lines), StandardCharsets.UTF_8).lines().toList());
            }
        }
        if (!history.isEmpty()) {
            // each line begins with its time; what all shards had before they ran is there once
            Files.write(summary.resolveSibling(HISTORY), history.stream().distinct().sorted().toList());
        }
    }

    private Map<String, @Nullable Object> summary() {
        Map<String, @Nullable Object> summary = new LinkedHashMap<>();
        summary.put("discovered", tests().count());
        counts().forEach((status, count) -> summary.put(status.key(), count));
        summary.put("shards", shards.size());
        for (String name : List.of("runFailures", "notes", "warnings", "comparisons")) {
            summary.put(name, shards.stream().flatMap(each -> each.texts(name).stream()).toList());
        }
        summary.put("tests", tests().toList());
        return summary;
    }

    private Stream<Map<?, ?>> tests() {
        return shards.stream().flatMap(each -> each.tests().stream());
    }

    /** Files of one name differ between shards, as classes are spread over them: the later one gets its shard's number. */
    private static void copy(Path from, Path to, int shard) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        Files.createDirectories(to);
        List<Path> files;
        try (Stream<Path> listed = Files.list(from)) {
            files = listed.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            Path target = to.resolve(file.getFileName());
            if (Files.exists(target)) {
                if (Arrays.equals(Files.readAllBytes(file), Files.readAllBytes(target))) {
                    continue;
                }
                String name = file.getFileName().toString();
                int dot = name.lastIndexOf('.');
                target = to.resolve(dot < 0
                        ? name + "-shard-" + shard
                        : name.substring(0, dot) + "-shard-" + shard + name.substring(dot));
            }
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
