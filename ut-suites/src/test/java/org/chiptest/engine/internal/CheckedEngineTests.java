package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.ServiceLoader;

import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.engine.internal.entry.CheckedEngine;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.testkit.engine.EngineTestKit;

class CheckedEngineTests {

    @Test
    void anOlderJvmEndsDiscoveryAndIsToldWhichOneIsNeededAndWhereToSayIt() {
        TestEngine engine = new CheckedEngine(17, () -> {
            throw new UnsupportedClassVersionError("nothing of the engine may be loaded");
        });
        Launcher launcher = LauncherFactory.create(LauncherConfig.builder().enableTestEngineAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false).addTestEngines(engine).build());
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Works.class)).build();

        assertThatThrownBy(() -> launcher.discover(request)).cause().message().matches(
                "chiptest needs Java 25 or later in the JVM that runs the tests, and this one is Java 17( \\(/.*java\\))?\\."
                        + " Name another one: in Maven by maven-toolchains-plugin \\(its goal select-jdk-toolchain\\) or"
                        + " <jvm> of Surefire, in Gradle by javaLauncher of the test task, in an IDE by the project's JDK");
    }

    @Test
    void aJvmThatIsNewEnoughRunsTheEngine() {
        EngineTestKit.engine(new CheckedEngine(25, () -> new ChipTestEngine(new FakeEnvironment())))
                .selectors(selectClass(Works.class)).execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(1));
    }

    @Test
    void itIsWhatThePlatformFindsAndHasTheEnginesNames() {
        TestEngine found = ServiceLoader.load(TestEngine.class).stream()
                .filter(provider -> provider.type().getName().startsWith("org.chiptest.")).findFirst().orElseThrow()
                .get();
        TestEngine engine = new ChipTestEngine();

        assertThat(found).isInstanceOf(CheckedEngine.class);
        assertThat(List.of(found.getId(), found.getGroupId(), found.getArtifactId()))
                .isEqualTo(List.of(engine.getId(), engine.getGroupId(), engine.getArtifactId()));
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Works {

        @Scenario
        void works() {
            // that it is found is enough
        }
    }
}
