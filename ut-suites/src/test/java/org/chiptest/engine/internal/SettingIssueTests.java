package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.testkit.engine.EngineDiscoveryResults;

class SettingIssueTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            platform | a2a3simm    | setting platform=a2a3simm: unknown platform 'a2a3simm'; known: a2a3, a2a3sim, a5sim, all; did you mean a2a3sim?
            chiptest.platform | x  | setting chiptest.platform=x: unknown platform 'x'; known: a2a3, a2a3sim, a5sim, all
            platform | a5sim,,     | setting platform=a5sim,,: there is an empty entry; separate names by single commas
            runtime  | hgb         | setting runtime=hgb: unknown runtime 'hgb'; known: host_build_graph, hbg, tensormap_and_ringbuffer, trb; did you mean hbg?
            device   | 3-1         | setting device=3-1: '3-1' is reversed; write 1-3 for these devices
            case     | ::          | setting case=::: '::' selects nothing; write case, scenario, scenario/case, Class::case or Class::
            level    | 7           | setting level=7: '7' is not a level; the levels are 2, 3, with a ! before one to leave it out
            rounds   | 0           | setting rounds=0: there must be 1 round or more
            rounds   | many        | setting rounds=many: 'many' is not a number; write 1 or more
            manual   | includ      | setting manual=includ: unknown value 'includ'; known: exclude, include, only; did you mean include?
            sanitizer | adress     | setting sanitizer=adress: unknown value 'adress'; known: none, address, undefined; did you mean address?
            chiptest.compile.deadline | soon | setting chiptest.compile.deadline=soon: 'soon' is not a whole number from 1 to 2147483647
            seed     | abc         | setting seed=abc: 'abc' is not a 64-bit number
            """)
    void aBadSettingIsAnErrorThatSaysWhatIsPossible(String key, String value, String message) {
        EngineDiscoveryResults results = environment.running(TestCase.class).configurationParameter(key, value)
                .discover();

        assertThat(results.getDiscoveryIssues()).singleElement().satisfies(issue -> {
            assertThat(issue.severity()).isEqualTo(DiscoveryIssue.Severity.ERROR);
            assertThat(issue.message()).isEqualTo(message);
        });
        assertThat(results.getEngineDescriptor().getChildren()).isEmpty();
    }

    @Test
    void aNameThatIsNoSettingIsAnErrorWithTheNearestAndAllThereAre() {
        assertThat(environment.running(TestCase.class).configurationParameter("chiptest.plaform", "a5sim").discover()
                .getDiscoveryIssues()).singleElement()
                .satisfies(issue -> assertThat(issue.message())
                        .startsWith("unknown setting chiptest.plaform; did you mean"
                                + " chiptest.platform?; what may follow chiptest.: platform, runtime, ")
                        .contains(", compile.isa"));
    }

    @Test
    void everyBadSettingIsReported() {
        assertThat(environment.running(TestCase.class).configurationParameter("platform", "x")
                .configurationParameter("device", "-1").discover().getDiscoveryIssues()).hasSize(2);
    }

    @Test
    void aSystemPropertyThatIsNoSettingIsAnError() {
        String name = "chiptest.summery";
        System.setProperty(name, "x");
        try {
            assertThat(environment.running(TestCase.class).enableImplicitConfigurationParameters(true).discover()
                    .getDiscoveryIssues()).singleElement()
                    .satisfies(issue -> assertThat(issue.message()).startsWith("unknown setting " + name
                            + "; did you mean chiptest.summary?"));
        } finally {
            System.clearProperty(name);
        }
    }

    @ChipTest
    static class TestCase {

        @Scenario
        void runs() {}
    }
}
