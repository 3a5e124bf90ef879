package org.chiptest.engine.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioIdentityTests {

    @Test
    void readsEverythingFromTheUniqueId() {
        assertThat(ScenarioIdentity.of("[engine:chiptest]/[class:org.example.VectorTest]/[scenario:runsTwice]"
                + "/[test-template-invocation:small@a2a3sim.host_build_graph]"))
                .contains(new ScenarioIdentity("VectorTest", "runsTwice", "small", "a2a3sim", "host_build_graph"));
    }

    @Test
    void namesEnclosingClassesFirstAndKeepsSignsInCaseNames() {
        assertThat(ScenarioIdentity.of("[engine:chiptest]/[class:org.example.VectorTest]/[nested-class:Large]"
                + "/[scenario:runs]/[test-template-invocation:a@b@a5sim.tensormap_and_ringbuffer]")).contains(
                        new ScenarioIdentity("VectorTest.Large", "runs", "a@b", "a5sim", "tensormap_and_ringbuffer"));
    }

    @Test
    void aScenarioThatIsDerivedHasADotInItsName() {
        assertThat(ScenarioIdentity
                .of("[engine:chiptest]/[class:org.example.VectorTest]/[scenario:contract.doublePrepareIsRefused]"
                        + "/[test-template-invocation:vector@a5sim.host_build_graph#2]"))
                .contains(new ScenarioIdentity("VectorTest",
                        "contract.doublePrepareIsRefused", "vector", "a5sim", "host_build_graph"));
    }

    @Test
    void aLaterAttemptIsOneAtTheSameTest() {
        String test = "[engine:chiptest]/[class:org.example.VectorTest]/[scenario:runs]/[test-template-invocation:a#b@a5sim.host_build_graph";

        assertThat(ScenarioIdentity.of(test + "#3]")).isEqualTo(ScenarioIdentity.of(test + "]"))
                .contains(new ScenarioIdentity("VectorTest", "runs", "a#b", "a5sim", "host_build_graph"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[engine:chiptest]", "[engine:chiptest]/[class:org.example.VectorTest]/[scenario:runs]",
        "[engine:junit-jupiter]/[class:A]/[method:b()]/[test-template-invocation:#1]",
        "[engine:chiptest]/[class:A]/[test-template-invocation:strange]"})
    void hasNothingToSayAboutOtherNodes(String uniqueId) {
        assertThat(ScenarioIdentity.of(uniqueId)).isEmpty();
    }

    @Test
    void inASuiteTheEngineStandsBelowThatOfTheSuite() {
        String id = "/[class:org.acme.A]/[scenario:s]/[test-template-invocation:c@a2a3sim.host_build_graph]";

        assertThat(ScenarioIdentity.of("[engine:junit-platform-suite]/[suite:org.acme.All]/[engine:chiptest]" + id))
                .isEqualTo(ScenarioIdentity.of("[engine:chiptest]" + id)).isPresent();
        assertThat(ScenarioIdentity.of("[engine:chiptest]/[suite:org.acme.All]/[engine:other]" + id)).isEmpty();
    }

    @Test
    void namesOfPlatformsMayHaveDotsAndCasesToo() {
        assertThat(ScenarioIdentity.of("[engine:chiptest]/[class:org.acme.A]/[scenario:s]"
                + "/[test-template-invocation:v1.2@my.sim.host_build_graph]"))
                .contains(new ScenarioIdentity("A", "s", "v1.2", "my.sim", "host_build_graph"));
        assertThat(ScenarioIdentity.of("[engine:chiptest]/[class:org.acme.A]/[scenario:s]"
                + "/[test-template-invocation:v1.2@nowhere]")).isEmpty();
    }
}
