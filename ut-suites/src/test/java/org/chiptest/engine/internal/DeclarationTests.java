package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.CoreType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

class DeclarationTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    static List<Arguments> wrong() {
        return List.of(
                Arguments.of(UnknownPlatform.class, "declaration:platform a2a3simm",
                        "unknown platform 'a2a3simm'; known: "
                                + "a2a3sim, a5sim, a2a3; did you mean a2a3sim?"),
                Arguments.of(UnknownLevel.class, "declaration:level", "level 4 is not known; the levels are [2, 3]"),
                Arguments.of(StaticScenario.class, "declaration:method",
                        "scenario wrong: the method is static; each run "
                                + "has its own instance, so leave static out"),
                Arguments.of(ReturningScenario.class, "declaration:method",
                        "scenario wrong: the method returns int, which "
                                + "nobody would look at; make it return nothing"),
                Arguments.of(UnknownParameter.class, "declaration:method",
                        "scenario wrong: parameter number is of type "
                                + "java.lang.Integer, of which the harness has nothing to give; it has ChipCallable, Architecture, "
                                + "CallConfig, ChipWorker, GoldenArgs, Platform, RandomGenerator, RuntimeKind, ScenarioContext, "
                                + "Variant, and the data of cases (@CasesFrom)"),
                Arguments.of(StarCase.class, "declaration:case 'all*'",
                        "case 'all*' has a name that no selector can hold; "
                                + "use one without comma, *, |, line feed and ::"),
                Arguments.of(DuplicateCase.class, "declaration:case small", "there are several cases named 'small' in "
                        + "scenario wrong; unique ids are made of names, rename all but one"),
                Arguments.of(SameCase.class, "declaration:case small", "there are several cases named 'small' in "
                        + "scenario wrong; unique ids are made of names, rename all but one"),
                Arguments.of(OtherName.class, "declaration:method",
                        "scenario wrong: parameter vector takes the callable "
                                + "'vector', which the class does not declare; known: copy"),
                Arguments.of(ForeignPlatform.class, "declaration:platform a5sim of case default",
                        "case default names the "
                                + "platform 'a5sim', on which its class does not run; known: a2a3sim; did you mean a2a3sim?"),
                Arguments.of(NowhereCase.class, "declaration:variants of case default",
                        "case default runs nowhere: of its "
                                + "platforms (any) and runtimes [tensormap_and_ringbuffer], the class has only [a2a3sim] and "
                                + "[host_build_graph]"),
                Arguments.of(Overloaded.class, "declaration:scenario wrong", "there are several scenarios named wrong; "
                        + "unique ids are made of names, rename all but one"),
                Arguments.of(UnknownCallable.class, "declaration:method", "scenario wrong: parameter copi takes the "
                        + "callable 'copi', which the class does not declare; known: copy, other; did you mean copy?"),
                Arguments.of(NoCallable.class, "declaration:method",
                        "scenario wrong: parameter copy takes the callable "
                                + "'copy', but the class declares none; add a static @CallableUnderTest method copy"),
                Arguments.of(InstanceCallable.class, "declaration:callable copy", "callable copy: method copy is not "
                        + "static; make it static, it is called before there is an instance"),
                Arguments.of(ThrowingCallable.class, "declaration:callable copy", "callable copy: method copy failed: "
                        + "java.lang.IllegalStateException: no idea"),
                Arguments.of(MissingSource.class, "declaration:callable copy", "callable copy: the orchestration "
                        + "'missing.cpp' was not found: neither beside org.chiptest.engine.internal.DeclarationTests$MissingSource "
                        + "(as org/chiptest/engine/internal/missing.cpp on the class path), nor from the root of the class path, nor as "),
                Arguments.of(DuplicateFuncId.class, "declaration:callable copy", "callable copy: "),
                Arguments.of(ScalarFirst.class, "declaration:callable copy",
                        "callable copy: the signature has a tensor "
                                + "(argument 1, OUT) after a scalar (argument 0); name all tensors first"),
                Arguments.of(NoEntry.class, "declaration:callable copy",
                        "callable copy: orchestration 'orchestration.cpp' "
                                + "has no entry, and host_build_graph has no default one; name its function with entry(\"...\")"),
                Arguments.of(GoldenWithoutArgs.class, "declaration:method",
                        "scenario wrong: a golden scenario says its "
                                + "arguments and expected values on a parameter of type GoldenArgs; add one"),
                Arguments.of(NoSuchCases.class, "declaration:method",
                        "scenario wrong: @CasesFrom names the method nothing, "
                                + "which the class does not have, or only with parameters"),
                Arguments.of(InnerClass.class, "declaration:class", "the class is an inner class; make it static"),
                Arguments.of(WithConstructor.class, "declaration:class",
                        "the class has no constructor without parameters; "
                                + "scenarios get what they need as parameters of their methods"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongDeclarationIsATestOfItsClassThatFails(Class<?> type, String segment, String message) {
        Events tests = environment.engine().selectors(selectClass(type), selectClass(Right.class)).execute()
                .testEvents();

        List<Event> declarations = tests.failed().stream()
                .filter(event -> event.getTestDescriptor().getUniqueId().toString().contains("[declaration:")).toList();
        assertThat(declarations).singleElement().satisfies(event -> {
            assertThat(event.getTestDescriptor().getUniqueId().toString())
                    .startsWith("[engine:chiptest]/[class:" + type.getName() + "]").endsWith("[" + segment + "]");
            assertThat(Failure.message(event)).startsWith(message);
        });
        assertThat(tests.succeeded().stream().map(event -> event.getTestDescriptor().getUniqueId().toString()))
                .contains("[engine:chiptest]/[class:" + Right.class.getName()
                        + "]/[scenario:right]/[test-template-invocation:default@a2a3sim.host_build_graph]");
    }

    @Test
    void aCaseOutOfAPlatformsRangeFailsThereAndRunsElsewhere() {
        Events tests = environment.running(TooManyBlocks.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(1).failed(1));
        assertThat(Failure.message(tests.failed().list().getFirst())).startsWith(
                "case default: block dim 30 is out of range; a2a3sim allows 1 to 24");
    }

    @Test
    void theNumberOfAicpuThreadsHasALimitToo() {
        Events tests = environment.running(TooManyThreads.class).execute().testEvents();

        assertThat(Failure.message(tests.failed().list().getFirst())).startsWith(
                "case default: AICPU thread number 5 is out of range; a2a3sim allows 1 to 4");
    }

    @Test
    void scenariosOfAWrongCallableAreSkippedAndTheOthersRun() {
        Events tests = environment.running(MissingSource.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(1).failed(1).skipped(1));
        assertThat(tests.skipped().stream().map(event -> event.getRequiredPayload(String.class))
                .collect(Collectors.joining())).isEqualTo(
                        "callable copy is declared in a way that cannot work; see the failed test of its declaration");
    }

    @Test
    void aCallableMayBeWrongForOneRuntimeOnly() {
        Events tests = environment.running(WrongForOneRuntime.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(1).failed(1).skipped(1));
        assertThat(Failure.message(tests.failed().list().getFirst()))
                .endsWith("(on a2a3sim.tensormap_and_ringbuffer)");
    }

    @Test
    void aSubclassMayDeclareACallableOfItsOwnByTheSameName() {
        environment.running(Hiding.class).execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(2).failed(0));

        assertThat(environment.compiled).singleElement()
                .satisfies(recipe -> assertThat(recipe.entry()).isEqualTo("own"));
    }

    @Test
    void caseDataOfAnotherTypeFailsThatCase() {
        Events tests = environment.running(WrongData.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(1).failed(1));
        assertThat(Failure.message(tests.failed().list().getFirst())).startsWith(
                "case text: the scenario has a parameter of type Integer, but the case carries a String");
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Right {

        @Scenario
        void right() {}
    }

    @ChipTest(platforms = {"a2a3simm", "a2a3sim"})
    static class UnknownPlatform extends Right {}

    @ChipTest(platforms = "a2a3sim", level = 4)
    static class UnknownLevel extends Right {}

    @ChipTest(platforms = "a2a3sim")
    static class StaticScenario {

        @Scenario
        static void wrong() {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class ReturningScenario {

        @Scenario
        int wrong() {
            return 0;
        }
    }

    @ChipTest(platforms = "a2a3sim")
    static class UnknownParameter {

        @Scenario
        void wrong(CallConfig config, Integer number) {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class StarCase {

        @Scenario
        @Case(name = "all*")
        void wrong() {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class DuplicateCase {

        @Scenario
        @Case(name = "small")
        @Case(name = "small", blockDim = 2)
        void wrong() {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class SameCase {

        @Scenario
        @Case(name = "small")
        @Case(name = "small")
        void wrong() {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class OtherName {

        @CallableUnderTest
        static CallableSpec copy() {
            return FakeCallables.copy();
        }

        @Scenario
        void wrong(ChipCallable vector) {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class ForeignPlatform {

        @Scenario
        @Case(platforms = {"a2a3sim", "a5sim"})
        void wrong() {}
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class NowhereCase {

        @Scenario
        @Case(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
        void wrong() {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class Overloaded {

        @Scenario
        void wrong() {}

        @Scenario
        void wrong(CallConfig config) {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class UnknownCallable {

        @CallableUnderTest
        static CallableSpec copy() {
            return FakeCallables.copy();
        }

        @CallableUnderTest
        static CallableSpec other() {
            return FakeCallables.copy();
        }

        @Scenario
        void wrong(ChipCallable copi) {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class NoCallable {

        @Scenario
        void wrong(ChipCallable copy) {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class InstanceCallable extends Right {

        @CallableUnderTest
        CallableSpec copy() {
            return FakeCallables.copy();
        }
    }

    @ChipTest(platforms = "a2a3sim")
    static class ThrowingCallable {

        @CallableUnderTest
        static CallableSpec copy() {
            return Optional.<CallableSpec>empty().orElseThrow(() -> new IllegalStateException("no idea"));
        }

        @Scenario
        void blocked(ChipCallable copy) {}
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class MissingSource extends Right {

        @CallableUnderTest
        static CallableSpec copy() {
            return CallableSpec.orchestration("missing.cpp").entry("entry");
        }

        @Scenario
        void blocked(ChipCallable copy) {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class DuplicateFuncId {

        @CallableUnderTest
        static CallableSpec copy() {
            return FakeCallables.copy().kernel(0, CoreType.AIC, "kernel.cpp", IN);
        }

        @Scenario
        void blocked(ChipCallable copy) {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class ScalarFirst {

        @CallableUnderTest
        static CallableSpec copy() {
            return CallableSpec.orchestration("orchestration.cpp").entry("entry").signature(SCALAR, OUT);
        }

        @Scenario
        void blocked(ChipCallable copy) {}
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class NoEntry {

        @CallableUnderTest
        static CallableSpec copy() {
            return CallableSpec.orchestration("orchestration.cpp");
        }

        @Scenario
        void blocked(ChipCallable copy) {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class GoldenWithoutArgs {

        @CallableUnderTest
        static CallableSpec copy() {
            return FakeCallables.copy();
        }

        @Scenario
        @Golden
        void wrong() {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class NoSuchCases {

        @Scenario
        @CasesFrom("nothing")
        void wrong() {}
    }

    @SuppressWarnings("ClassCanBeStatic") // that is what is wrong
    @ChipTest(platforms = "a2a3sim")
    class InnerClass {

        @Scenario
        void never() {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class WithConstructor {

        WithConstructor(int number) {
            assertThat(number).isZero();
        }

        @Scenario
        void never() {}
    }

    @ChipTest(platforms = {"a2a3sim", "a5sim"}, runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class TooManyBlocks {

        @Scenario
        @Case(blockDim = 30)
        void runs() {}
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class TooManyThreads {

        @Scenario
        @Case(aicpuThreads = 5)
        void runs() {}
    }

    @ChipTest(platforms = "a2a3sim")
    static class WrongForOneRuntime {

        @CallableUnderTest
        static CallableSpec copy(RuntimeKind runtime) {
            return switch (runtime) {
                case HOST_BUILD_GRAPH -> FakeCallables.copy();
                case TENSORMAP_AND_RINGBUFFER -> CallableSpec.orchestration("missing.cpp");
            };
        }

        @Scenario
        void runs(ChipCallable copy) {}
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class WrongData {

        static List<CaseSpec> cases() {
            return List.of(CaseSpec.named("number").data(1), CaseSpec.named("text").data("one"));
        }

        @Scenario
        @CasesFrom("cases")
        void runs(Integer number) {}
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Hiding extends ThrowingCallable {

        @CallableUnderTest
        static CallableSpec copy() {
            return FakeCallables.copy().entry("own");
        }

        @Scenario
        void own(ChipCallable copy) {}
    }
}
