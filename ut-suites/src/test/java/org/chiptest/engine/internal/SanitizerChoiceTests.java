package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.device.RuntimeKind.HOST_BUILD_GRAPH;
import static org.chiptest.runtime.toolchain.Sanitizer.ADDRESS;
import static org.chiptest.runtime.toolchain.Sanitizer.NONE;
import static org.chiptest.runtime.toolchain.Sanitizer.UNDEFINED;

import java.util.List;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.device.DeviceKind;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.Events;

/** Who says what code is built with: the case before the class, the class before the run. */
class SanitizerChoiceTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void nothingIsSanitizedUnlessSomebodyAsks() {
        environment.running(Unsaid.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(1));

        assertThat(environment.kinds).extracting(DeviceKind::sanitizer).containsExactly(NONE);
        assertThat(environment.compiled).extracting(CallableRecipe::sanitizer).containsExactly(NONE);
    }

    @Test
    void theRunSaysItForClassesThatDoNot() {
        run(Unsaid.class).assertStatistics(stats -> stats.succeeded(1));

        assertThat(environment.kinds).extracting(DeviceKind::sanitizer).containsExactly(ADDRESS);
        assertThat(environment.compiled).extracting(CallableRecipe::sanitizer).containsExactly(ADDRESS);
    }

    @Test
    void theClassSaysItForCasesThatDoNot() {
        run(Said.class).assertStatistics(stats -> stats.succeeded(4));

        assertThat(environment.compiled).extracting(CallableRecipe::sanitizer).containsExactly(UNDEFINED, NONE,
                ADDRESS);
    }

    @Test
    void codeThatIsBuiltInDifferentWaysNeverSharesADevice() {
        run(Said.class).assertStatistics(stats -> stats.succeeded(4));

        assertThat(environment.kinds).extracting(DeviceKind::sanitizer).containsExactlyInAnyOrder(UNDEFINED, NONE,
                ADDRESS);
    }

    @Test
    void aFailureIsRepeatedWithTheSanitizerOfTheRun() {
        environment.kernel = (device, args, config) -> {
            throw new AssertionError("wrong");
        };

        assertThat(failure(run(Unsaid.class))).endsWith(" -Druntime=host_build_graph -Dsanitizer=address");
    }

    @Test
    void twoSanitizersAtOnceAreABadDeclaration() {
        assertThat(failure(run(Twice.class)))
                .contains(
                        "case both names the sanitizers [ADDRESS, UNDEFINED]; code is built with one of them at a time");
    }

    private Events run(Class<?> type) {
        return environment.running(type).configurationParameter("sanitizer", "address").execute().testEvents();
    }

    private static String failure(Events events) {
        return Failure.message(events.failed().list().getFirst());
    }

    abstract static class Copying {

        @CallableUnderTest
        static CallableSpec copy() {
            return CallableSpec.orchestration("orchestration.cpp").entry("entry");
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = HOST_BUILD_GRAPH)
    static class Unsaid extends Copying {

        @Scenario
        void runs(ChipWorker worker, ChipCallable copy) {
            worker.prepare(0, copy).run(new TaskArgs(),
                    CallConfig.defaults());
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = HOST_BUILD_GRAPH, sanitizer = UNDEFINED)
    static class Said extends Copying {

        static List<CaseSpec> address() {
            return List.of(CaseSpec.named("address").sanitizer(ADDRESS));
        }

        @Scenario
        @Case(name = "of the class")
        @Case(name = "none", sanitizer = NONE)
        @Case(name = "of the class again")
        @CasesFrom("address")
        void runs(ChipWorker worker, ChipCallable copy) {
            worker.prepare(0, copy);
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = HOST_BUILD_GRAPH)
    static class Twice extends Copying {

        @Scenario
        @Case(name = "both", sanitizer = {ADDRESS, UNDEFINED})
        void runs(ChipWorker worker, ChipCallable copy) {
            worker.prepare(0, copy);
        }
    }
}
