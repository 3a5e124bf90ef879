package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A run that is cancelled, as by {@code --fail-fast} of the console launcher: JUnit 6 only, so the profile of that name runs it. */
class CancellationTests {

    private static final String TOKEN = "org.junit.platform.engine.CancellationToken";
    private static final String REQUEST = "org.junit.platform.launcher.core.LauncherExecutionRequestBuilder";

    private final FakeEnvironment environment = new FakeEnvironment();
    private final List<String> events = new ArrayList<>();

    @Test
    void whatHasNotStartedIsSkippedAndWhatRunsEnds() throws ReflectiveOperationException {
        assumeTrue(isOfJUnit6(), "JUnit 5 has no cancellation tokens");
        Object token = Class.forName(TOKEN).getMethod("create").invoke(null);

        execute(token, () -> call(token, Class.forName(TOKEN), "cancel"));

        assertThat(events).containsExactly("fails FAILED",
                "passes skipped: the run was cancelled before this test had started",
                "waits skipped: the run was cancelled before this test had started");
        assertThat(environment.reports.getLast()).startsWith("chiptest: 3 tests, 1 failed, 2 skipped");
    }

    @Test
    void whatNobodyCancelsRunsToItsEnd() throws ReflectiveOperationException {
        launcher().execute(request(), listener(() -> {}));

        assertThat(events).containsExactly("fails FAILED", "passes SUCCESSFUL", "waits SUCCESSFUL");
    }

    private void execute(Object token, Action afterTheFirst) throws ReflectiveOperationException {
        Class<?> builderType = Class.forName(REQUEST);
        Object builder = builderType.getMethod("request", LauncherDiscoveryRequest.class).invoke(null, request());
        builderType.getMethod("cancellationToken", Class.forName(TOKEN)).invoke(builder, token);
        builderType.getMethod("listeners", TestExecutionListener[].class).invoke(builder,
                (Object) new TestExecutionListener[]{listener(afterTheFirst)});
        Object request = builderType.getMethod("build").invoke(builder);
        Launcher launcher = launcher();
        Launcher.class.getMethod("execute", Class.forName("org.junit.platform.launcher.LauncherExecutionRequest"))
                .invoke(launcher, request);
    }

    private Launcher launcher() {
        return LauncherFactory.create(LauncherConfig.builder().enableTestEngineAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false).addTestEngines(new ChipTestEngine(environment))
                .build());
    }

    private static LauncherDiscoveryRequest request() {
        return LauncherDiscoveryRequestBuilder.request().selectors(selectClass(Three.class)).build();
    }

    private TestExecutionListener listener(Action afterTheFirst) {
        return new TestExecutionListener() {

            @Override
            public void executionSkipped(TestIdentifier test, String reason) {
                events.add(scenario(test) + " skipped: " + reason);
            }

            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    events.add(scenario(test) + " " + result.getStatus());
                    afterTheFirst.perform();
                }
            }
        };
    }

    private static String scenario(TestIdentifier test) {
        return Arrays.stream(test.getUniqueId().split("/")).filter(segment -> segment.contains("scenario:"))
                .map(segment -> segment.replaceAll(".*scenario:|\\(.*|]", "")).findFirst().orElse("");
    }

    private static boolean isOfJUnit6() {
        try {
            return Class.forName(TOKEN).isInterface();
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static void call(Object target, Class<?> type, String method) throws ReflectiveOperationException {
        type.getMethod(method).invoke(target);
    }

    /** Something that is done by reflection. */
    private interface Action {

        void act() throws ReflectiveOperationException;

        default void perform() {
            try {
                act();
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Three {

        @Scenario
        void fails() {
            throw new AssertionError("on purpose");
        }

        @Scenario
        void passes() {
            // after the failure
        }

        @Scenario
        void waits() {
            // last
        }
    }
}
