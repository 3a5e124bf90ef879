package org.chiptest.reports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.qameta.allure.Allure;
import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.StepResult;
import org.chiptest.engine.internal.ChipTestEngine;
import org.chiptest.engine.internal.identity.ScenarioIdentity;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Carry what scenarios publish into Allure's results: files as attachments, steps as steps, values as parameters that are no part of the
 * history, so that another device or seed is not another test; and how a scenario is displayed, which no unique id says. Events of a
 * scenario come on the thread on which Allure saw it start, or on one that this has started.
 */
public final class AllureEntries implements TestExecutionListener {

    private static final String STEP = "step";

    private final AllureLifecycle lifecycle;
    private final UnreportedTests unreported;
    private final Map<String, String> displayNames = new ConcurrentHashMap<>();
    private volatile Optional<String> seed = Optional.empty();

    /** Create the listener; for the service loader. */
    public AllureEntries() {
        this(Allure.getLifecycle());
    }

    AllureEntries(AllureLifecycle lifecycle) {
        this.lifecycle = lifecycle;
        this.unreported = new UnreportedTests(lifecycle);
    }

    @Override
    public void executionStarted(TestIdentifier started) {
        if (started.isContainer()) {
            displayNames.put(started.getUniqueId(), started.getDisplayName());
        } else {
            unreported.started(started);
        }
    }

    @Override
    public void executionFinished(TestIdentifier finished, TestExecutionResult result) {
        unreported.finished(finished, result);
    }

    @Override
    public void executionSkipped(TestIdentifier skipped, String reason) {
        unreported.skipped(skipped, reason);
    }

    @Override
    public void testPlanExecutionFinished(TestPlan testPlan) {
        if (seed.isPresent()) {
            // the engine has run: with a JVM that is too old for it, what describes the run cannot even be loaded
            ResultsFolder.ofAllure().describeRun(seed);
        }
    }

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        Map<String, String> values = entry.getKeyValuePairs();
        if (ScenarioIdentity.of(test.getUniqueId()).isEmpty()) {
            noteSeed(test, values);
            return;
        }
        test.getParentId().map(displayNames::get).ifPresent(name -> lifecycle.updateTestCase(
                result -> AllureResultNames.display(result, name)));
        if (values.containsKey(STEP)) {
            addStep(values);
        } else {
            values.forEach((key, value) -> lifecycle.updateTestCase(result -> result.getParameters().add(
                    new Parameter().setName(key).setValue(value).setExcluded(true))));
        }
    }

    private void noteSeed(TestIdentifier node, Map<String, String> values) {
        if (node.getUniqueId().endsWith(UniqueId.forEngine(ChipTestEngine.ID).toString())) {
            seed = Optional.ofNullable(values.get("seed"));
        }
    }

    /** Add a step that has just ended. */
    private void addStep(Map<String, String> values) {
        String id = UUID.randomUUID().toString();
        lifecycle.startStep(id, new StepResult().setName(values.get(STEP))
                .setStatus("passed".equals(values.get("outcome")) ? Status.PASSED : Status.FAILED));
        lifecycle.updateStep(id, step -> step
                .setStart(step.getStart() - Long.parseLong(values.getOrDefault("millis", "0"))));
        lifecycle.stopStep(id);
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
