package org.chiptest.reports;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.model.Label;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.StatusDetails;
import io.qameta.allure.model.TestResult;
import io.qameta.allure.util.ResultsUtils;
import org.chiptest.engine.internal.identity.ScenarioIdentity;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Report the tests that Allure's own listener does not: it initializes a test's class to name the test, and gives up if that throws.
 */
final class UnreportedTests {

    private final AllureLifecycle lifecycle;
    private final Map<String, String> uuids = new ConcurrentHashMap<>();

    UnreportedTests(AllureLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    /** Begin the result of a test that nobody else begins. */
    void started(TestIdentifier test) {
        if (ScenarioIdentity.of(test.getUniqueId()).isPresent() && !isInitialized(test)) {
            String uuid = UUID.randomUUID().toString();
            uuids.put(test.getUniqueId(), uuid);
            TestResult result = new TestResult().setUuid(uuid).setName(test.getDisplayName());
            result.getLabels()
                    .addAll(List.of(new Label().setName("junit.platform.uniqueid").setValue(test.getUniqueId()),
                            ResultsUtils.createHostLabel(), ResultsUtils.createThreadLabel(),
                            ResultsUtils.createFrameworkLabel("junit-platform"),
                            ResultsUtils.createLanguageLabel("java")));
            lifecycle.scheduleTestCase(result);
            lifecycle.startTestCase(uuid);
        }
    }

    /** End the result of a test that was begun here. */
    void finished(TestIdentifier test, TestExecutionResult result) {
        Status status = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL
                ? Status.PASSED
                : result.getStatus() == TestExecutionResult.Status.ABORTED
                        ? Status.SKIPPED
                        : result.getThrowable().flatMap(ResultsUtils::getStatus).orElse(Status.FAILED);
        end(test, status, result.getThrowable().flatMap(ResultsUtils::getStatusDetails).orElseGet(StatusDetails::new));
    }

    /** Report a test that did not run. */
    void skipped(TestIdentifier test, String reason) {
        if (test.isTest()) {
            started(test);
            end(test, Status.SKIPPED, new StatusDetails().setMessage(reason));
        }
    }

    private void end(TestIdentifier test, Status status, StatusDetails details) {
        String uuid = uuids.remove(test.getUniqueId());
        if (uuid != null) {
            lifecycle.updateTestCase(uuid, result -> result.setStatus(status).setStatusDetails(details));
            lifecycle.stopTestCase(uuid);
            lifecycle.writeTestCase(uuid);
        }
    }

    private static boolean isInitialized(TestIdentifier test) {
        try {
            test.getSource().filter(MethodSource.class::isInstance).map(MethodSource.class::cast)
                    .ifPresent(source -> initialize(source.getClassName()));
            return true;
        } catch (Throwable e) {
            // code of a user, which may throw anything: the test itself fails with it
            return false;
        }
    }

    private static void initialize(String type) {
        try {
            Class.forName(type);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the class " + type + " of a test is not where reports look for it", e);
        }
    }
}
