package org.chiptest.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.FileSystemResultsWriter;
import io.qameta.allure.model.Attachment;
import io.qameta.allure.model.Label;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.StepResult;
import io.qameta.allure.model.TestResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestIdentifier;

class AllureEntriesTests {

    private static final TestIdentifier SCENARIO = identifier(UniqueId.forEngine("chiptest").append("class", "A")
            .append("scenario", "s").append("test-template-invocation", "c@a2a3sim.host_build_graph"));

    @TempDir
    Path folder;

    @Test
    void valuesBecomeParametersThatAreNoPartOfTheHistory() {
        TestResult result = during(
                entries -> entries.reportingEntryPublished(SCENARIO, ReportEntry.from("device", "3")));
        assertThat(result.getParameters())
                .containsExactly(new Parameter().setName("device").setValue("3").setExcluded(true));
    }

    @Test
    void stepsBecomeStepsThatEndNowAndKeepTheirOutcome() {
        long before = System.currentTimeMillis();
        TestResult result = during(entries -> {
            entries.reportingEntryPublished(SCENARIO,
                    ReportEntry.from(Map.of("step", "run", "outcome", "passed", "millis", "5")));
            entries.reportingEntryPublished(SCENARIO,
                    ReportEntry.from(Map.of("step", "compare", "outcome", "failed", "millis", "0")));
        });
        assertThat(result.getParameters()).isEmpty();
        assertThat(result.getSteps()).extracting(StepResult::getName, StepResult::getStatus)
                .containsExactly(tuple("run", Status.PASSED), tuple("compare", Status.FAILED));
        assertThat(result.getSteps().getFirst().getStop() - result.getSteps().getFirst().getStart())
                .isGreaterThanOrEqualTo(5);
        assertThat(result.getSteps().getFirst().getStop()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void theDisplayNameOfTheScenarioArrives() {
        TestResult result = during(entries -> {
            entries.executionStarted(container(UniqueId.forEngine("chiptest").append("class", "A")
                    .append("scenario", "s"), "Everything is copied"));
            entries.reportingEntryPublished(withParent(SCENARIO, "s"), ReportEntry.from("device", "3"));
        });
        assertThat(result.getLabels()).extracting(Label::getName, Label::getValue)
                .contains(tuple("story", "Everything is copied"));
    }

    @Test
    void filesBecomeAttachments() throws Exception {
        Path log = Files.writeString(folder.resolve("worker.log"), "last words");
        TestResult result = during(entries -> entries.fileEntryPublished(SCENARIO, FileEntry.from(log, "text/plain")));
        List<Attachment> attachments = result.getAttachments();
        assertThat(attachments).extracting(Attachment::getName).containsExactly("worker.log");
        assertThat(folder.resolve("results").resolve(attachments.getFirst().getSource())).hasContent("last words");
    }

    @Test
    void entriesOfOtherEnginesAreLeftToAllure() {
        TestIdentifier other = identifier(UniqueId.forEngine("junit-jupiter").append("class", "A"));
        TestResult result = during(entries -> entries.reportingEntryPublished(other, ReportEntry.from("device", "3")));
        assertThat(result.getParameters()).isEmpty();
    }

    @Test
    void aTestWhoseClassCannotBeInitializedIsReportedThoughAllureGivesUpOnIt() throws IOException {
        AllureEntries entries = new AllureEntries(
                new AllureLifecycle(new FileSystemResultsWriter(folder.resolve("results"))));
        TestIdentifier failing = identifier(UniqueId.parse(SCENARIO.getUniqueId()), Broken.class);
        TestIdentifier skipped = identifier(UniqueId.parse(SCENARIO.getUniqueId().replace("c@", "d@")), Broken.class);
        TestIdentifier fine = identifier(UniqueId.parse(SCENARIO.getUniqueId().replace("c@", "e@")),
                AllureEntriesTests.class);

        entries.executionStarted(failing);
        entries.reportingEntryPublished(failing, ReportEntry.from("device", "3"));
        entries.executionFinished(failing, TestExecutionResult.failed(new IOException("no table")));
        entries.executionSkipped(skipped, "not today");
        entries.executionStarted(fine);
        entries.executionFinished(fine, TestExecutionResult.successful());

        assertThat(results()).hasSize(2)
                .anySatisfy(text -> assertThat(text).contains("no table").contains("\"broken\"").contains("device"))
                .anySatisfy(text -> assertThat(text).contains("not today").contains("\"skipped\""));
    }

    private List<String> results() throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("results"))) {
            for (Path file : files.filter(each -> each.toString().endsWith("-result.json")).toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }

    private static final class Broken {

        static {
            if (!Broken.class.isInterface()) {
                throw new IllegalStateException("no table");
            }
        }
    }

    private TestResult during(Consumer<AllureEntries> events) {
        AllureLifecycle lifecycle = new AllureLifecycle(new FileSystemResultsWriter(folder.resolve("results")));
        TestResult result = new TestResult().setUuid("one");
        lifecycle.scheduleTestCase(result);
        lifecycle.startTestCase("one");
        events.accept(new AllureEntries(lifecycle));
        lifecycle.stopTestCase("one");
        return result;
    }

    private static TestIdentifier identifier(UniqueId id) {
        return TestIdentifier.from(node(id, "test", TestDescriptor.Type.TEST));
    }

    private static TestIdentifier identifier(UniqueId id, Class<?> type) {
        return TestIdentifier.from(new AbstractTestDescriptor(id, "test", MethodSource.from(type.getName(), "run")) {
            @Override
            public TestDescriptor.Type getType() {
                return TestDescriptor.Type.TEST;
            }
        });
    }

    private static TestIdentifier container(UniqueId id, String name) {
        return TestIdentifier.from(node(id, name, TestDescriptor.Type.CONTAINER));
    }

    /** Return the same test below the container that its id says. */
    private static TestIdentifier withParent(TestIdentifier test, String name) {
        UniqueId id = UniqueId.parse(test.getUniqueId());
        TestDescriptor parent = node(id.removeLastSegment(), name, TestDescriptor.Type.CONTAINER);
        TestDescriptor child = node(id, "test", TestDescriptor.Type.TEST);
        parent.addChild(child);
        return TestIdentifier.from(child);
    }

    private static TestDescriptor node(UniqueId id, String name, TestDescriptor.Type type) {
        return new AbstractTestDescriptor(id, name) {
            @Override
            public TestDescriptor.Type getType() {
                return type;
            }
        };
    }
}
