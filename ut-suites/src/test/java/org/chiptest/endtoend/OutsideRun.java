package org.chiptest.endtoend;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Run one class as an IDE does, in a JVM of its own, and print how each test ended. */
final class OutsideRun {

    private OutsideRun() {}

    public static void main(String... names) {
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(names[0])).build(), new TestExecutionListener() {

                    @Override
                    public void executionSkipped(TestIdentifier test, String reason) {
                        System.out.println(test.getDisplayName() + " skipped: " + reason);
                    }

                    @Override
                    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                        System.out.println(test.getDisplayName() + " " + result.getStatus() + " "
                                + result.getThrowable().map(OutsideRun::told).orElse(""));
                    }
                });
    }

    private static String told(Throwable failure) {
        return failure + (failure.getCause() == null ? "" : " because of " + failure.getCause());
    }
}
