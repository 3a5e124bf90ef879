package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.Events;

/** Where the files of a test lie. */
class AttemptDirectoryTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    @TempDir
    Path folder;

    @Test
    void eachAttemptHasADirectoryByItsNames() {
        run().assertStatistics(stats -> stats.succeeded(2));

        assertThat(files()).containsExactly(
                "org.chiptest.engine.internal.AttemptDirectoryTests$Writing/writes/%2E.%2Fup%20and%25@a2a3sim.host_build_graph/1/note",
                "org.chiptest.engine.internal.AttemptDirectoryTests$Writing/writes/plain@a2a3sim.host_build_graph/1/note");
    }

    @Test
    void whatAnEarlierRunHasLeftIsGone() throws IOException {
        Path stale = Files
                .createDirectories(folder.resolve("attempts/org.chiptest.engine.internal.AttemptDirectoryTests$Writing"
                        + "/writes/plain@a2a3sim.host_build_graph/1/deep"));
        Files.writeString(stale.resolve("stale"), "old");

        run().assertStatistics(stats -> stats.succeeded(2));

        assertThat(files()).noneMatch(file -> file.endsWith("stale")).hasSize(2);
    }

    private Events run() {
        return environment.running(Writing.class)
                .configurationParameter("chiptest.summary", folder.resolve("summary.json").toString()).execute()
                .testEvents();
    }

    private List<String> files() {
        Path attempts = folder.resolve("attempts");
        try (var files = Files.walk(attempts)) {
            return files.filter(Files::isRegularFile).map(file -> attempts.relativize(file).toString()).sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Writing {

        @Scenario
        @Case(name = "plain")
        @Case(name = "../up and%")
        void writes(ScenarioContext context) throws IOException {
            assertThat(context.directory()).isEmptyDirectory().isEqualTo(context.directory());
            Files.writeString(context.directory().resolve("note"), "new");
        }
    }
}
