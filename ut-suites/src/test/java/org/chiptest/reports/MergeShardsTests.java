package org.chiptest.reports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.json.JsonReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeShardsTests {

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @Test
    void partsBecomeOneSummary() throws IOException {
        shard(1, 2, 3, "f", test("a", "passed"), test("b", "flaky"));
        shard(2, 2, 3, "f", test("c", "passed"));

        assertThat(merge("1", "2")).isZero();
        assertThat(console.toString(UTF_8))
                .isEqualTo("2 shards: 2 passed, 1 flaky; in " + folder.resolve("out") + "\n");
        Map<String, @Nullable Object> summary = summary();
        assertThat(summary).containsEntry("discovered", 3L).containsEntry("passed", 2L).containsEntry("flaky", 1L)
                .containsEntry("shards", 2L);
        assertThat((List<?>) summary.get("tests")).extracting(test -> String.valueOf(((Map<?, ?>) test).get("id")))
                .containsExactly("a", "b", "c");
    }

    @Test
    void aFailureIsOneOfTheWhole() throws IOException {
        shard(1, 1, 1, "f", test("a", "unexpectedPass"));

        assertThat(merge("1")).isEqualTo(1);
    }

    @Test
    void theTableOfAWholeRunIsThereAndFailuresAreNamed() throws IOException {
        shard(1, 2, 3, "f", test("a", "passed"), test("b", "failed").replace("}",
                ", \"devices\": [1, 3], \"millis\": 20, \"reason\": \"off by one\", \"attempts\": 2,"
                        + " \"files\": \"target/b\", \"rerun\": \"mvn test -Dcase=b\"}"));
        shard(2, 2, 3, "f", test("c", null));
        tell(1, "warnings", "no history");
        tell(2, "notes", "c was bisected");

        assertThat(merge("1", "2")).isEqualTo(3);
        assertThat(console.toString(UTF_8)).contains("failed: test b: off by one\n");
        assertThat(folder.resolve("out/chiptest/summary.md")).content()
                .startsWith("## chiptest: 3 tests, 1 passed, 1 failed, 1 unaccounted for")
                .contains("| failed | test b | 1, 3 | 2 | off by one | target/b |", "    mvn test -Dcase=b\n",
                        "Without a result, as the run has not come to its end:\n\n    test c\n",
                        "Found besides:\n\n    shard 2: c was bisected\n",
                        "Warnings:\n\n    shard 1: no history\n");
        assertThat(summary()).containsEntry("warnings", List.of("no history"))
                .containsEntry("notes", List.of("c was bisected"));
    }

    /** Have the run of a shard say something. */
    private void tell(int shard, String name, String text) throws IOException {
        Path summary = folder.resolve(shard + "/chiptest/summary.json");
        Files.writeString(summary, Files.readString(summary).replace("\"runFailures\": []",
                "\"runFailures\": [], \"" + name + "\": [\"" + text + "\"]"));
    }

    @Test
    void whatIsMissingOrTwiceIsSaid() throws IOException {
        shard(1, 3, 4, "f", test("a", "passed"), test("b", null));
        shard(2, 3, 4, "f", test("a", "passed"));

        assertThat(merge("1", "2")).isEqualTo(3);
        assertThat(console.toString(UTF_8)).contains("incomplete: shard 3/3 is missing\n")
                .contains("incomplete: test a was run by " + folder.resolve("1") + " and by " + folder.resolve("2")
                        + "\n")
                .contains("incomplete: " + folder.resolve("1") + " has no result of test b; its run did not end\n");
    }

    @Test
    void partsOfDifferentWholesAreToldApart() throws IOException {
        shard(1, 2, 2, "f", test("a", "passed"));
        shard(2, 2, 2, "g", test("b", "passed"));

        assertThat(merge("1", "2")).isEqualTo(3);
        assertThat(console.toString(UTF_8))
                .contains(folder.resolve("2") + " is no part of the same whole as " + folder.resolve("1"));
    }

    @Test
    void partsThatWereBalancedByDifferentHistoriesAreToldApart() throws IOException {
        shard(1, 2, 2, "f\", \"history\": \"1a", test("a", "passed"));
        shard(2, 2, 2, "f\", \"history\": \"1b", test("b", "passed"));

        assertThat(merge("1", "2")).isEqualTo(3);
        assertThat(console.toString(UTF_8)).contains(folder.resolve("2") + " was balanced by another history than "
                + folder.resolve("1") + "; give all shards the same file by -Dchiptest.shard.history");
    }

    @Test
    void reportsResultsAndHistoriesAreOne() throws IOException {
        shard(1, 2, 2, "f", test("a", "passed"));
        shard(2, 2, 2, "f", test("b", "passed"));
        for (int i = 1; i <= 2; i++) {
            write(i + "/surefire-reports/TEST-A.xml", "<testsuite shard='" + i + "'/>");
            write(i + "/allure-results/" + i + "-result.json", "{}");
            write(i + "/allure-results/categories.json", "[]");
            write(i + "/chiptest/history.jsonl", "{\"time\": \"2030-01-0" + (3 - i) + "\"}\n");
        }

        assertThat(merge("1", "2")).isZero();
        assertThat(files()).containsExactlyInAnyOrder("chiptest/summary.json", "chiptest/summary.md",
                "chiptest/history.jsonl",
                "surefire-reports/TEST-A.xml", "surefire-reports/TEST-A-shard-2.xml", "allure-results/1-result.json",
                "allure-results/2-result.json", "allure-results/categories.json");
        assertThat(folder.resolve("out/chiptest/history.jsonl"))
                .hasContent("{\"time\": \"2030-01-01\"}\n{\"time\": \"2030-01-02\"}");
    }

    @Test
    void aFailureOfARunItselfIsOneOfTheWhole() throws IOException {
        shard(1, 1, 1, "f", test("a", "passed"));
        Path summary = folder.resolve("1/chiptest/summary.json");
        Files.writeString(summary,
                Files.readString(summary).replace("\"runFailures\": []", "\"runFailures\": [\"no device closed\"]"));

        assertThat(merge("1")).isEqualTo(1);
        assertThat(console.toString(UTF_8))
                .contains("failed: the run itself: no device closed\n");
    }

    @Test
    void aShardThatLeftNothingCostsTheOthersNothing() throws IOException {
        shard(1, 2, 2, "f", test("a", "passed"));

        assertThat(merge("1", "2")).isEqualTo(3);
        assertThat(console.toString(UTF_8)).contains(
                "incomplete: there is no " + folder.resolve("2/chiptest/summary.json"),
                "incomplete: shard 2/2 is missing\n", "1 shards: 1 passed");
        assertThat(summary()).containsEntry("passed", 1L);
    }

    @Test
    void aShardThatIsThereTwiceIsSaidOnce() throws IOException {
        shard(1, 1, 2, "f", test("a", "passed"), test("b", "passed"));

        assertThat(merge("1", "1")).isEqualTo(3);
        assertThat(console.toString(UTF_8).lines().filter(line -> line.startsWith("incomplete"))).singleElement()
                .asString().startsWith("incomplete: shard 1/1 is there twice, in ");
    }

    @Test
    void whatAllShardsKnewBeforeIsInTheirHistoryOnce() throws IOException {
        shard(1, 2, 2, "f", test("a", "passed"));
        shard(2, 2, 2, "f", test("b", "passed"));
        write("1/chiptest/history.jsonl", "{\"time\": \"2030-01-01\"}\n{\"time\": \"2030-01-03\"}\n");
        write("2/chiptest/history.jsonl", "{\"time\": \"2030-01-01\"}\n{\"time\": \"2030-01-02\"}\n");
        Files.write(folder.resolve("2/chiptest/history.jsonl"), new byte[]{(byte) 0xff, '\n'},
                StandardOpenOption.APPEND);

        assertThat(merge("1", "2")).isZero();
        assertThat(Files.readAllLines(folder.resolve("out/chiptest/history.jsonl"))).startsWith(
                "{\"time\": \"2030-01-01\"}", "{\"time\": \"2030-01-02\"}", "{\"time\": \"2030-01-03\"}").hasSize(4);
    }

    @Test
    void foldersThatAreNoShardsAreRefused() throws IOException {
        assertThat(merge("1")).isEqualTo(2);
        assertThat(console.toString(UTF_8))
                .startsWith("there is no " + folder.resolve("1/chiptest/summary.json") + "; name the folders");

        console.reset();
        write("1/chiptest/summary.json", "{\"tests\": []}");
        assertThat(merge("1")).isEqualTo(2);
        assertThat(console.toString(UTF_8))
                .contains("is the summary of a whole run; name folders of runs with -Dshard");

        console.reset();
        write("1/chiptest/summary.json", "{\"tests\": ");
        assertThat(merge("1")).isEqualTo(2);
        assertThat(console.toString(UTF_8)).contains("summary.json: no JSON: at character 10");

        console.reset();
        assertThat(MergeShards.run(List.of("out"), new PrintStream(console, true, UTF_8))).isEqualTo(2);
        assertThat(console.toString(UTF_8)).startsWith("usage: MergeShards OUT SHARD...");
    }

    private int merge(String... shards) {
        List<String> words = Stream.concat(Stream.of("out"), Stream.of(shards))
                .map(name -> folder.resolve(name).toString())
                .toList();
        return MergeShards.run(words, new PrintStream(console, true, UTF_8));
    }

    private void shard(int index, int total, int all, String fingerprint, String... tests) throws IOException {
        write(index + "/chiptest/summary.json",
                "{\"shard\": {\"index\": " + index + ", \"total\": " + total + ", \"tests\": "
                        + tests.length + ", \"allTests\": " + all + ", \"fingerprint\": \"" + fingerprint
                        + "\"}, \"runFailures\": [], \"tests\": [" + String.join(", ", tests) + "]}");
    }

    private static String test(String id, @Nullable String outcome) {
        return "{\"id\": \"" + id + "\", \"name\": \"test " + id + "\", \"outcome\": "
                + (outcome == null ? "null" : "\"" + outcome + "\"") + "}";
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Map<String, @Nullable Object> summary() throws IOException {
        return JsonReader.readObject(Files.readString(folder.resolve("out/chiptest/summary.json")));
    }

    private List<String> files() throws IOException {
        Path out = folder.resolve("out");
        try (Stream<Path> files = Files.walk(out)) {
            return files.filter(Files::isRegularFile).map(file -> out.relativize(file).toString()).toList();
        }
    }
}
