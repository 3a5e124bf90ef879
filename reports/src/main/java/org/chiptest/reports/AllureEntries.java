package org.chiptest.reports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.qameta.allure.Allure;
import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.model.Parameter;
import org.chiptest.engine.internal.descriptor.ScenarioIdentity;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Carry what scenarios publish into Allure's results: files as attachments, values as parameters that are no part of the
 * history, so that another device or seed is not another test. Events of a scenario come on the thread on which Allure
 * saw it start.
 */
public final class AllureEntries implements TestExecutionListener {

    private final AllureLifecycle lifecycle;

    /** Create the listener; for the service loader. */
    public AllureEntries() {
        this(Allure.getLifecycle());
    }

    AllureEntries(AllureLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public void testPlanExecutionFinished(TestPlan testPlan) {
        ResultsFolder.ofAllure().describeRun();
    }

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        if (ScenarioIdentity.of(test.getUniqueId()).isPresent()) {
            for (Map.Entry<String, String> value : entry.getKeyValuePairs().entrySet()) {
                lifecycle.updateTestCase(result -> result.getParameters().add(
                        new Parameter().setName(value.getKey()).setValue(value.getValue()).setExcluded(true)));
            }
        }
    }

    @Override
    public void fileEntryPublished(TestIdentifier test, FileEntry file) {
        if (ScenarioIdentity.of(test.getUniqueId()).isPresent()) {
            attach(file.getPath(), file.getMediaType().orElse("application/octet-stream"));
        }
    }

    private void attach(Path path, String mediaType) {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        try (InputStream content = Files.newInputStream(path)) {
            lifecycle.addAttachment(name, mediaType, dot < 0 ? "" : name.substring(dot), content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot attach " + path + " to its result", e);
        }
    }
}
