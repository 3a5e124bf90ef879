package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.testkit.engine.EventConditions.skippedWithReason;

import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.Events;

class HardwarePlatformTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void aPlatformThatWasAskedForWithoutACardFailsWithWhatIsMissing() {
        Events tests = environment.running(Listing.class).configurationParameter("platform", "a2a3").execute()
                .testEvents();

        tests.assertStatistics(stats -> stats.started(1).failed(1));
        assertThat(Failure.message(tests.failed().list().getFirst()))
                .startsWith("platform a2a3 cannot be used here: there is no a2a3 card\n")
                .endsWith("mvn test -Dtest=HardwarePlatformTests"
                        + " -Dcase='HardwarePlatformTests$Listing::runs/default' -Dplatform=a2a3"
                        + " -Druntime=host_build_graph");
        assertThat(environment.opened).isEmpty();
    }

    @Test
    void aPlatformThatIsListedButWasNotAskedForIsNotApplicable() {
        Events tests = environment.running(Listing.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.started(1).succeeded(1).skipped(1));
        tests.skipped().assertThatEvents().haveExactly(1, skippedWithReason(
                "not applicable: a2a3 is used only when it is asked for; -Dplatform=a2a3 asks"));
        assertThat(environment.reports.getLast()).contains("1 passed, 1 not applicable");
    }

    @Test
    void askingForAllTakesWhatThisMachineHas() {
        environment.running(Listing.class).configurationParameter("platform", "all").execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(1).skipped(1).failed(0));
    }

    @Test
    void aClassThatNamesNoPlatformShowsOnlySimulationsUnlessAskedForMore() {
        environment.running(NamingNone.class).execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(2).skipped(0));
        environment.running(NamingNone.class).configurationParameter("platform", "a2a3").execute().testEvents()
                .assertStatistics(stats -> stats.failed(1));
    }

    @ChipTest(platforms = {"a2a3sim", "a2a3"}, runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Listing {

        @Scenario
        void runs() {}
    }

    @ChipTest(runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class NamingNone {

        @Scenario
        void runs() {}
    }
}
