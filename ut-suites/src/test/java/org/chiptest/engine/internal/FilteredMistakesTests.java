package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.launcher.TagFilter.excludeTags;
import static org.junit.platform.launcher.TagFilter.includeTags;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.testkit.engine.Events;

/** What stands for a mistake is told although it has none of the tags that a run asks for. */
class FilteredMistakesTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void aTestThatIsSkippedForAWrongDeclarationTakesItAlong() {
        Events tests = environment.running(WrongCallable.class).filters(includeTags("slow")).execute().testEvents();

        tests.assertStatistics(stats -> stats.skipped(1).failed(1).dynamicallyRegistered(1));
        assertThat(Failure.message(tests.failed().list().getFirst()))
                .startsWith("callable copy: method copy failed: java.lang.IllegalStateException: no folder");
        environment.running(WrongCallable.class).filters(includeTags("other")).execute().testEvents()
                .assertStatistics(stats -> stats.started(0).skipped(0));
    }

    @Test
    void aSelectionThatMatchesNothingFailsWhateverTagsAreAskedFor() {
        Events tests = environment.running(Right.class).configurationParameter("case", "rigth")
                .filters(includeTags("slow")).execute().testEvents();

        tests.assertStatistics(stats -> stats.started(1).failed(1));
        assertThat(Failure.message(tests.failed().list().getFirst()))
                .startsWith("case rigth matches nothing; known: default, right; did you mean right?");
        assertThat(environment.reports.getLast()).contains("1 failed");
    }

    @Test
    void aSelectionThatMatchesNothingHasTheTagsOfAllTestsSinceSomeLaunchersRunNothingWithoutTests() {
        assertThat(environment.running(Right.class).configurationParameter("case", "rigth")
                .filters(includeTags("slow")).discover().getEngineDescriptor().getDescendants())
                .filteredOn(TestDescriptor::isTest).extracting(TestDescriptor::getDisplayName)
                .containsExactly("selection case=rigth");
    }

    @Test
    void aSelectionThatMatchesNothingFailsWhateverTagsAreLeftOut() {
        environment.running(Right.class).configurationParameter("case", "rigth").filters(excludeTags("slow")).execute()
                .testEvents().assertStatistics(stats -> stats.dynamicallyRegistered(1).started(1).failed(1));
    }

    @Test
    void aWrongLineOfExpectationsFailsWhereTestsOfOursAreRun(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("fails.txt"), "Right::gone | 2030-01-31 | #1 | broken\n");

        running(folder, "slow").assertStatistics(stats -> stats.succeeded(1).failed(1));
        running(folder, "other").assertStatistics(stats -> stats.started(0));
    }

    private Events running(Path folder, String tag) {
        return environment.running(Right.class)
                .configurationParameter("chiptest.expectations.folder", folder.toString())
                .filters(includeTags(tag)).execute().testEvents();
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class WrongCallable {

        @CallableUnderTest
        @SuppressWarnings("DoNotCallSuggester")
        static CallableSpec copy() {
            throw new IllegalStateException("no folder");
        }

        @Scenario
        @Tag("slow")
        void copies(ChipCallable copy) {
            throw new IllegalStateException("it ran with " + copy);
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Right {

        @Scenario
        @Tag("slow")
        void right() {
            // passes
        }
    }
}
