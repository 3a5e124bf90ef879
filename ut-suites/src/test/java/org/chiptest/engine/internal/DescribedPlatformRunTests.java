package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.testkit.engine.EventConditions.abortedWithReason;
import static org.junit.platform.testkit.engine.EventConditions.skippedWithReason;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.foreign.DescribedPlatform;
import org.chiptest.runtime.internal.foreign.ForeignGeneration;
import org.chiptest.runtime.internal.foreign.PlantedRuntime;
import org.chiptest.runtime.internal.platform.PlatformDescription;
import org.chiptest.runtime.platform.Capabilities;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.CompileTarget;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** What declares a platform also runs on those that stand for it, when they are asked for. */
class DescribedPlatformRunTests {

    @TempDir
    Path folder;

    private final FakeEnvironment environment = new FakeEnvironment();

    @BeforeEach
    void describe() {
        Path home = PlantedRuntime.in(folder.resolve("home"), ForeignGeneration.FIRST).home();
        environment.described = List.of(mysim(Map.of("home", home.toString())));
    }

    @Test
    void whateverDeclaresAPlatformRunsOnOneThatStandsForItWhenThatIsAskedFor() {
        Events tests = environment.running(Declaring.class).configurationParameter("platform", "mysim").execute()
                .testEvents();

        tests.assertStatistics(stats -> stats.started(2).succeeded(2).skipped(0));
        assertThat(environment.kinds).extracting(kind -> kind.variant().id()).containsOnly("mysim.host_build_graph");
    }

    @Test
    void nobodyMeetsItWhoDoesNotAskForIt() {
        Events tests = environment.running(Declaring.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.started(2).succeeded(2).skipped(0));
        assertThat(environment.kinds).extracting(kind -> kind.variant().id()).containsOnly("a2a3sim.host_build_graph");
    }

    @Test
    void casesForAPlatformAreAlsoForOneThatStandsForItManualOnesToo() {
        environment.running(Limited.class).configurationParameter("platform", "mysim").execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(1));
        environment.running(Limited.class).configurationParameter("platform", "mysim")
                .configurationParameter("manual", "only").execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(1));
    }

    @Test
    void aRuntimeThatItDoesNotHaveIsNotApplicable() {
        environment.running(Trb.class).configurationParameter("platform", "mysim").execute().testEvents().skipped()
                .assertThatEvents().haveExactly(1, skippedWithReason("not applicable: mysim does not have the runtime"
                        + " tensormap_and_ringbuffer; it has host_build_graph"));
    }

    @Test
    void oneThatIsNotThereFailsWithAllThatIsMissing() {
        environment.described = List.of(mysim(Map.of()));
        Events tests = environment.running(Declaring.class).configurationParameter("platform", "mysim").execute()
                .testEvents();

        tests.assertStatistics(stats -> stats.failed(2));
        assertThat(Failure.message(tests.failed().list().getFirst())).startsWith(
                "platform mysim cannot be used here: 1 thing is missing:\n- mysim, runtime library: nobody has said where it is"
                        + "\n  fix: set -Dplatform.mysim.home to the folder of its build");
    }

    @Test
    void theCommandThatRepeatsATestDescribesItsPlatformToo() {
        environment.kernel = (device, args, config) -> {};
        Events tests = environment.running(Failing.class).configurationParameter("platform", "mysim")
                .configurationParameter("platform.mysim.home", "/opt/my sim").execute().testEvents();

        assertThat(Failure.message(tests.failed().list().getFirst()))
                .contains(" -Dplatform=mysim -Druntime=host_build_graph")
                .contains(" '-Dplatform.mysim.home=/opt/my sim'");
    }

    @Test
    void askingForACounterThatADeviceDoesNotHaveIsNotApplicable() {
        List<Event> aborted = environment.running(Counting.class).configurationParameter("platform", "mysim").execute()
                .testEvents().aborted().list();

        assertThat(aborted).singleElement().is(abortedWithReason(
                message(text -> text.startsWith("not applicable: on mysim ") && text.contains("dedup hits"))));
    }

    private static Platform mysim(Map<String, String> entries) {
        PlatformDescription said = new PlatformDescription("mysim", Map.of("like", "a2a3sim", "runtimes", "hbg"))
                .with(entries);
        return new DescribedPlatform(said, FakePlatform.A2A3SIM.architecture(),
                new DescribedPlatform.Base(EnumSet.allOf(RuntimeKind.class), Capabilities.ofSimulation(),
                        CompileTarget.SIMULATED_KERNELS, CompileTarget.HOST_ORCHESTRATIONS));
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Declaring {

        @Scenario
        void one(ChipWorker worker) {
            assertThat(worker.isInitialized()).isTrue();
        }

        @Scenario
        void other(ChipWorker worker) {
            assertThat(worker.isInitialized()).isTrue();
        }
    }

    @ChipTest(platforms = {"a2a3sim", "a5sim"}, runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Limited {

        @Scenario
        @Case(name = "simulated", platforms = "a2a3sim")
        @Case(name = "other", platforms = "a5sim")
        @Case(name = "slow", platforms = "a2a3sim", manualOn = "a2a3sim")
        void runs(ChipWorker worker) {
            assertThat(worker.isInitialized()).isTrue();
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
    static class Trb {

        @Scenario
        void runs() {}
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Failing {

        @Scenario
        void fails() {
            throw new AssertionError("wrong");
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Counting {

        @Scenario
        void counts(ChipWorker worker) {
            assertThat(worker.counters().dedupHits()).isZero();
        }
    }
}
