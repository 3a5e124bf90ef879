package org.chiptest.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.FileSystemResultsWriter;
import io.qameta.allure.model.Attachment;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.TestResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
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
        return TestIdentifier.from(new AbstractTestDescriptor(id, "test") {
            @Override
            public TestDescriptor.Type getType() {
                return TestDescriptor.Type.TEST;
            }
        });
    }
}
