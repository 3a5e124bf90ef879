package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.assertj.core.api.Assumptions;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.SoftAssertions;
import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.engine.internal.outcome.ScenarioBrokenException;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.CompileErrorException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

class FailureReportTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void whatAScenarioThrowsKeepsItsTypeAndItsMessageAndHasTheCommandSuppressed() {
        Throwable failure = Failure.of(failed(Throwing.class, "throwsItsOwn"));

        assertThat(failure).isExactlyInstanceOf(IOException.class).hasMessage("disk full");
        assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("throwsItsOwn");
        assertThat(failure.getSuppressed()).singleElement(as(
                InstanceOfAssertFactories.THROWABLE))
                .isInstanceOf(ScenarioBrokenException.class).hasMessageStartingWith("scenario: Throwing.throwsItsOwn\n")
                .hasMessageContaining("run again with:\nmvn test -Dtest=FailureReportTests");
        assertThat(environment.reports.getLast())
                .contains("failed: Throwing.throwsItsOwn default [a2a3sim hbg] on device 0: "
                        + "java.io.IOException: disk full");
    }

    @Test
    void theCodeOfADeviceIsToldWithItsMeaningAndWhatToDo() {
        assertThat(Failure.message(failed(Throwing.class, "fillsARing"))).contains("\ndevice:   0\n"
                + "code:     -2 HEAP_RING_DEADLOCK: a task needs memory for its tensors, and none can come back; end scopes "
                + "earlier, or set a larger heap (RunSettings.withHeapBytes) (docs/error-codes.md)\nrun again with:\n");
    }

    @Test
    void anAssertionOfAUsersOwnTypeStaysWhatItIs() {
        assertThat(Failure.of(failed(Throwing.class, "assertsItsOwn"))).isExactlyInstanceOf(OwnError.class)
                .hasMessage("not as it should be");
    }

    @Test
    void anExceptionThatTakesNoSuppressedOneIsTheCauseOfWhatTellsTheCommand() {
        Throwable failure = Failure.of(failed(Throwing.class, "throwsASealedOne"));

        assertThat(failure).isInstanceOf(ScenarioBrokenException.class)
                .hasMessageContaining("SealedException: nothing may be added").hasMessageContaining("run again with:")
                .hasCauseExactlyInstanceOf(SealedException.class);
    }

    @Test
    void aFailureThatSeveralTestsShareTellsEachOfThemWhereItIsAndKeepsItsType() {
        assertShared(environment.running(Sharing.class).execute().testEvents(), "shared", SharedException.class);
        assertShared(environment.running(Begun.class).execute().testEvents(), "no board", SharedException.class);
    }

    @Test
    void aCompileErrorOfSeveralTestsIsOneToEachOfThem() {
        environment.compiler = recipe -> CompletableFuture
                .failedFuture(new CompileErrorException("Cannot compile kernel a.cpp: 1 error", "no", "g++ a.cpp"));

        assertShared(environment.running(Compiled.class).execute().testEvents(), "Cannot compile kernel a.cpp: 1 error",
                CompileErrorException.class);
    }

    @Test
    void whatCannotBeCopiedIsTheCauseOfWhatTellsWhere() {
        List<Event> failed = environment.running(SharingMore.class).execute().testEvents().failed().list();

        assertThat(failed).hasSize(2).extracting(Failure::of).anyMatch(UncopiedException.class::isInstance)
                .anySatisfy(failure -> assertThat(failure).isInstanceOf(ScenarioBrokenException.class)
                        .hasCauseInstanceOf(UncopiedException.class));
    }

    private static void assertShared(Events tests, String message, Class<?> type) {
        assertThat(tests.failed().list()).hasSize(2).allSatisfy(event -> {
            String name = event.getTestDescriptor().getLegacyReportingName().replaceFirst("\\(.*", "");
            assertThat(Failure.of(event)).isExactlyInstanceOf(type).hasMessage(message);
            assertThat(Failure.of(event).getStackTrace()).isNotEmpty();
            assertThat(Failure.of(event).getSuppressed()).singleElement(as(InstanceOfAssertFactories.THROWABLE))
                    .isInstanceOf(ScenarioBrokenException.class).hasMessageContaining("." + name + "\n")
                    .hasMessageContaining(name + "/default");
        });
    }

    @Test
    void anEndlessRecursionKeepsItsType() {
        Throwable failure = Failure.of(failed(Recursive.class, "callsItself"));

        assertThat(failure).isExactlyInstanceOf(StackOverflowError.class);
        assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("callsItself");
        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(ScenarioBrokenException.class);
    }

    @Test
    void theSummaryShowsAllThatSoftAssertionsAndAssumptionsSay() {
        environment.running(Soft.class).execute();

        assertThat(environment.reports.getLast())
                .containsPattern("Soft.asserts .*: Multiple Failures \\(2 failures\\);.*\"one\".*\"three\"")
                .containsPattern("Soft.assumes .*: .*\"there\".*\"here\"")
                .containsPattern("Soft.assertsAtLength .*: line 1; line 2; .*line 12; and 28 more lines");
    }

    @Test
    void aStaticInitializerThatFailsIsNamedByItsCauseAlsoWhenItsClassIsUsedAgain() {
        Events tests = environment.running(Broken.class).execute().testEvents();

        assertThat(tests.failed().list()).hasSize(2).extracting(Failure::message)
                .anySatisfy(message -> assertThat(message).startsWith("java.lang.IllegalStateException: no table"))
                .anySatisfy(message -> assertThat(message.lines().findFirst().orElseThrow())
                        .startsWith("java.lang.NoClassDefFoundError: Could not initialize class ")
                        .contains("java.lang.IllegalStateException: no table"));
    }

    @Test
    void aStaticInitializerThatFailsAtDiscoveryIsNamedByItsCause() {
        Events tests = environment.running(BrokenAtDiscovery.class).execute().testEvents();

        assertThat(Failure.message(tests.failed().list().getFirst())).startsWith("callable copy: method copy failed: "
                + "java.lang.ExceptionInInitializerError: java.lang.IllegalStateException: no folder");
    }

    @Test
    void linesOfWrongDeclarationsNameTheirClass() {
        environment.running(Wrong.class).execute();

        assertThat(environment.reports.getLast())
                .contains("failed: Wrong, declaration of platform nowhere: unknown platform 'nowhere'")
                .contains("failed: Wrong.returns, declaration of method: scenario returns: the method returns int");
    }

    private Event failed(Class<?> type, String scenario) {
        return environment.running(type).configurationParameter("case", scenario).execute().testEvents().failed().list()
                .getFirst();
    }

    private static final class OwnError extends AssertionError {

        private static final long serialVersionUID = 1L;

        OwnError(String message) {
            super(message);
        }
    }

    private static final class SealedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        SealedException(String message) {
            super(message, null, false, true);
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Throwing {

        @Scenario
        void fillsARing() {
            throw new DeviceException(-2, "no heap");
        }

        @Scenario
        void throwsItsOwn() throws IOException {
            throw new IOException("disk full");
        }

        @Scenario
        void assertsItsOwn() {
            throw new OwnError("not as it should be");
        }

        @Scenario
        void throwsASealedOne() {
            throw new SealedException("nothing may be added");
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Soft {

        @Scenario
        void asserts() {
            SoftAssertions softly = new SoftAssertions();
            softly.assertThat("one").isEqualTo("two");
            softly.assertThat("three").isEqualTo("four");
            softly.assertAll();
        }

        @Scenario
        void assumes() {
            Assumptions.assumeThat("here").isEqualTo("there");
        }

        @Scenario
        void assertsAtLength() {
            throw new AssertionError("line 1\n" + IntStream.rangeClosed(2, 40)
                    .mapToObj(number -> "line " + number).collect(Collectors.joining("\n")));
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Broken {

        @Scenario
        @Case(name = "first")
        @Case(name = "second")
        void uses() {
            assertThat(Table.SIZE).isPositive();
        }

        private static final class Table {

            private static final int SIZE = size();

            private static int size() {
                throw new IllegalStateException("no table");
            }
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class BrokenAtDiscovery {

        private static final String FOLDER = folder();

        private static String folder() {
            throw new IllegalStateException("no folder");
        }

        @CallableUnderTest
        static CallableSpec copy() {
            return CallableSpec.orchestration(FOLDER);
        }

        @Scenario
        void uses(ChipCallable copy) {
            assertThat(copy).isNotNull();
        }
    }

    @ChipTest(platforms = {"a2a3sim", "nowhere"}, runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Wrong {

        @Scenario
        int returns() {
            return 0;
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Recursive {

        @Scenario
        @SuppressWarnings("InfiniteRecursion") // it is what is tested
        void callsItself() {
            callsItself();
        }
    }

    private static final class SharedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        SharedException(String message) {
            super(message, new IOException("the reason"));
        }
    }

    private static final class UncopiedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // that it cannot be copied is what it is for
        private final Object held = new Object();

        @Override
        public String getMessage() {
            return "with " + held.getClass().getSimpleName();
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Sharing {

        private static final SharedException SHARED = new SharedException("shared");

        @Scenario
        void one() {
            throw SHARED;
        }

        @Scenario
        void other() {
            throw SHARED;
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class SharingMore {

        private static final UncopiedException SHARED = new UncopiedException();

        @Scenario
        void one() {
            throw SHARED;
        }

        @Scenario
        void other() {
            throw SHARED;
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Begun {

        @BeforeAll
        @SuppressWarnings("DoNotCallSuggester")
        static void begin() {
            throw new SharedException("no board");
        }

        @Scenario
        void one() {
            throw new IllegalStateException("it ran");
        }

        @Scenario
        void other() {
            throw new IllegalStateException("it ran");
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Compiled {

        @CallableUnderTest
        static CallableSpec copy() {
            return FakeCallables.copy();
        }

        @Scenario
        void one(ChipCallable copy) {
            throw new IllegalStateException("it ran with " + copy);
        }

        @Scenario
        void other(ChipCallable copy) {
            throw new IllegalStateException("it ran with " + copy);
        }
    }
}
