package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.AbstractCollection;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.failure.HostileException;
import org.chiptest.runtime.internal.failure.HostileException.Hostility;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;
import org.opentest4j.TestAbortedException;

class HostileFailureTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void whateverAnExceptionDoesWhenItIsReadItsTestHasAResultThatCanBeReadAndTheRunGoesOn() {
        EngineExecutionResults run = environment.running(Hostile.class).execute();

        Events tests = run.testEvents();
        tests.assertStatistics(stats -> stats.failed(Hostility.values().length).succeeded(1));
        run.containerEvents().assertStatistics(stats -> stats.failed(0));
        for (Event failed : tests.failed().list()) {
            Hostility hostility = Hostility.valueOf(failed.getTestDescriptor().getDisplayName().split(" ")[0]);
            Throwable failure = Failure.of(failed);
            assertThat(Failure.message(failed)).as("%s", hostility).contains(hostility.words()).contains("-Dcase=")
                    .contains("HostileException");
            assertThat(printed(failure)).contains("HostileException");
            Throwable last = failure;
            for (int i = 0; i < 1000 && last.getCause() != null; i++) {
                last = last.getCause();
            }
            assertThat(last.getCause()).as("%s: the end of the causes", hostility).isNull();
        }
    }

    @Test
    void aHostileAssertionErrorIsAFailureAndAHostileAbortionAbortsItsTest() {
        Events tests = environment.running(OtherKinds.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.failed(1).aborted(1));
        assertThat(Failure.of(tests.failed().list().getFirst())).isInstanceOf(AssertionError.class)
                .hasMessageContaining("getMessage of HostileFailureTests$OtherKinds$1 threw");
        TestExecutionResult aborted = tests.aborted().list().getFirst()
                .getRequiredPayload(TestExecutionResult.class);
        assertThat(aborted.getThrowable().orElseThrow()).isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("getMessage of HostileFailureTests$OtherKinds$2 threw");
    }

    @Test
    void anExceptionWhoseTextNeverEndsCostsItsScenarioItsDeadline() {
        Events tests = environment.running(Endless.class).configurationParameter("timeout", "1").execute()
                .testEvents();

        tests.assertStatistics(stats -> stats.failed(1).succeeded(1));
        assertThat(Failure.message(tests.failed().list().getFirst()))
                .startsWith("the scenario did not end within 1000 ms; raise -Dtimeout or the case's ")
                .contains("HostileFailureTests$Endless$1.getMessage(");
    }

    @Test
    void errorsOfTheMachineCostTheirScenario() {
        Events tests = environment.running(Errors.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.failed(3).succeeded(1));
        assertThat(tests.failed().list()).extracting(Failure::message).satisfiesExactlyInAnyOrder(
                message -> assertThat(message).startsWith("java.lang.OutOfMemoryError"),
                message -> assertThat(message).startsWith("java.lang.StackOverflowError"),
                message -> assertThat(message).startsWith(
                        "org.chiptest.engine.internal.HostileFailureTests$Errors$Death\n"));
    }

    @Test
    void methodsOfADeclarationThatDoNotEndOrThrowWhateverFailTheirOwnDeclaration() {
        Events tests = environment.running(Declarations.class).configurationParameter("timeout", "1").execute()
                .testEvents();

        assertThat(tests.failed().list()).extracting(Failure::message).satisfiesExactlyInAnyOrder(
                message -> assertThat(message).startsWith(
                        "callable late: method late did not end within 1000 ms; raise -Dtimeout if it needs longer."
                                + " It was here:\n    WAITING")
                        .contains("HostileFailureTests$Declarations.late("),
                message -> assertThat(message)
                        .startsWith("scenario lateCases: method cases did not end within 1000 ms"),
                message -> assertThat(message)
                        .startsWith("scenario deepCases: method deep failed: java.lang.StackOverflowError"),
                message -> assertThat(message).startsWith("scenario hostileCases: method hostile failed: ")
                        .contains("toString of HostileException threw"),
                message -> assertThat(message).startsWith("scenario strangeCases: method strange failed: ")
                        .contains("java.lang.UnsupportedOperationException: no iterator"));
        assertThat(tests.succeeded().list()).singleElement()
                .satisfies(event -> assertThat(event.getTestDescriptor().getParent().orElseThrow().getDisplayName())
                        .isEqualTo("inOrder"));
    }

    private static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Hostile {

        static Collection<CaseSpec> hostilities() {
            return Arrays.stream(Hostility.values()).map(each -> CaseSpec.named(each.name()).data(each)).toList();
        }

        @Scenario
        @CasesFrom("hostilities")
        void fails(Hostility hostility) {
            throw new HostileException(hostility);
        }

        @Scenario
        void passes() {
            // nothing was done to it
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class OtherKinds {

        @Scenario
        void asserts() {
            throw new AssertionError("told") {
                @Override
                public String getMessage() {
                    throw new ArithmeticException("hostile");
                }
            };
        }

        @Scenario
        void aborts() {
            throw new TestAbortedException("told") {
                @Override
                public String getMessage() {
                    throw new ArithmeticException("hostile");
                }
            };
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Endless {

        @Scenario
        @Case(name = "endless")
        @Case(name = "passes")
        void run(ScenarioContext context) {
            if (context.scenarioCase().name().equals("endless")) {
                throw new IllegalStateException("told") {
                    @Override
                    public String getMessage() {
                        try {
                            new CountDownLatch(1).await();
                            return "never";
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            return "interrupted";
                        }
                    }
                };
            }
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Errors {

        private static final class Death extends Error {

            private static final long serialVersionUID = 1L;
        }

        @Scenario
        void usesUpTheHeap() {
            Object[] heap = new Object[Integer.MAX_VALUE];
            heap[0] = heap;
        }

        @Scenario
        void usesUpTheStack() {
            deeper(0);
        }

        @Scenario
        void dies() {
            throw new Death();
        }

        @Scenario
        void passes() {
            // nothing was done to it
        }

        static int deeper(int depth) {
            return depth < 0 ? 0 : deeper(depth + 1) + 1;
        }
    }

    @ChipTest(platforms = "a2a3sim")
    static class Declarations {

        @CallableUnderTest
        static CallableSpec late() throws InterruptedException {
            new CountDownLatch(1).await();
            return FakeCallables.copy();
        }

        static Collection<CaseSpec> cases() throws InterruptedException {
            new CountDownLatch(1).await();
            return List.of();
        }

        static Collection<CaseSpec> deep() {
            return List.of(CaseSpec.named("depth_" + Errors.deeper(0)));
        }

        @SuppressWarnings("DoNotCallSuggester")
        static Collection<CaseSpec> hostile() {
            throw new HostileException(Hostility.TEXT_THROWS);
        }

        static Collection<CaseSpec> strange() {
            return new AbstractCollection<>() {
                @Override
                public Iterator<CaseSpec> iterator() {
                    throw new UnsupportedOperationException("no iterator");
                }

                @Override
                public int size() {
                    return 1;
                }
            };
        }

        @Scenario
        void needsLate(ChipCallable late) {
            throw new AssertionError("it cannot run");
        }

        @Scenario
        @CasesFrom("cases")
        void lateCases() {
            throw new AssertionError("it cannot run");
        }

        @Scenario
        @CasesFrom("deep")
        void deepCases() {
            throw new AssertionError("it cannot run");
        }

        @Scenario
        @CasesFrom("hostile")
        void hostileCases() {
            throw new AssertionError("it cannot run");
        }

        @Scenario
        @CasesFrom("strange")
        void strangeCases() {
            throw new AssertionError("it cannot run");
        }

        @Scenario
        @Case(name = "one", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
        void inOrder() {
            // nothing was done to it
        }
    }
}
