package org.chiptest.reports;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.chiptest.engine.internal.summary.Status;

/**
 * Merge what shards have left into the folder that one run would have left.
 *
 * <p>{@code java -cp ... org.chiptest.reports.MergeShards OUT SHARD...}: each shard is the folder that its build wrote to, with the
 * summary, Surefire's reports, Allure's results and the history, as far as they are there. Each failure is named. Exits with 0 if the shards are complete and nothing
 * failed, 1 if a test failed, 3 if the shards are not complete, and 2 if the words are no good.
 */
public final class MergeShards {

    private static final int FAILED = 1;
    private static final int WRONG_WORDS = 2;
    private static final int INCOMPLETE = 3;

    private MergeShards() {}

    /** Merge, and exit. */
    public static void main(String[] words) {
        System.exit(run(List.of(words), System.out));
    }

    private static String described(Map<Status, Integer> counts) {
        return counts.entrySet().stream().filter(each -> each.getValue() > 0)
                .map(each -> each.getValue() + " " + each.getKey().title()).collect(Collectors.joining(", "));
    }

    static int run(List<String> words, PrintStream console) {
        if (words.size() < 2) {
            console.println("usage: MergeShards OUT SHARD...: the folder to write, then the folders of the shards");
            return WRONG_WORDS;
        }
        try {
            List<ShardFolder> shards = new ArrayList<>();
            List<String> complaints = new ArrayList<>();
            for (String word : words.subList(1, words.size())) {
                read(Path.of(word), shards, complaints);
            }
            if (shards.isEmpty()) {
                complaints.forEach(console::println);
                return WRONG_WORDS;
            }
            ShardMerge merge = new ShardMerge(shards);
            merge.write(Path.of(words.get(0)));
            complaints.addAll(merge.complaints());
            Map<String, String> failures = merge.failures();
            failures.forEach((name, reason) -> console.println("failed: " + name + ": " + reason));
            complaints.forEach(complaint -> console.println("incomplete: " + complaint));
            Map<Status, Integer> counts = merge.counts();
            console.println(shards.size() + " shards: " + described(counts) + "; in " + words.get(0));
            return complaints.isEmpty() ? (failures.isEmpty() ? 0 : FAILED) : INCOMPLETE;
        } catch (IOException e) {
            console.println("the shards cannot be merged: " + e);
            return INCOMPLETE;
        }
    }

    /** A shard that cannot be read costs the others nothing. */
    private static void read(Path folder, List<ShardFolder> shards, List<String> complaints) throws IOException {
        try {
            shards.add(ShardFolder.read(folder));
        } catch (IllegalArgumentException e) {
            complaints.add(String.valueOf(e.getMessage()));
        }
    }
}
