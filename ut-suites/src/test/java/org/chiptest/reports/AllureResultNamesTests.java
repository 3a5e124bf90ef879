package org.chiptest.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.qameta.allure.model.Label;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.TestResult;
import org.junit.jupiter.api.Test;

class AllureResultNamesTests {

    private static final String ID = "[engine:chiptest]/[class:org.example.VectorTest]/[scenario:runsTwice]"
            + "/[test-template-invocation:small@a2a3sim.host_build_graph]";

    @Test
    void suitesAndParametersComeFromTheScenario() {
        TestResult result = result(ID);
        result.getLabels().add(new Label().setName("suite").setValue("org.example.VectorTest"));
        new AllureResultNames().beforeTestWrite(result);
        assertThat(result.getName()).isEqualTo("runsTwice small [a2a3sim.host_build_graph]");
        assertThat(result.getLabels()).extracting(Label::getName, Label::getValue).contains(
                tuple("parentSuite", "a2a3sim.host_build_graph"), tuple("suite", "VectorTest"),
                tuple("subSuite", "runsTwice"), tuple("feature", "VectorTest"), tuple("story", "runsTwice"))
                .doesNotContain(tuple("suite", "org.example.VectorTest"));
        assertThat(result.getParameters()).extracting(Parameter::getName, Parameter::getValue).containsExactly(
                tuple("platform", "a2a3sim"), tuple("runtime", "host_build_graph"), tuple("case", "small"));
    }

    @Test
    void aScenarioIsCalledAsItIsDisplayed() {
        TestResult result = result(ID);
        AllureResultNames.display(result, "A vector runs twice");
        AllureResultNames.display(result, "never mind");
        new AllureResultNames().beforeTestWrite(result);
        assertThat(result.getName()).isEqualTo("A vector runs twice small [a2a3sim.host_build_graph]");
        assertThat(result.getLabels()).extracting(Label::getName, Label::getValue)
                .contains(tuple("feature", "VectorTest"), tuple("story", "A vector runs twice"),
                        tuple("subSuite", "runsTwice"))
                .doesNotContain(tuple("story", "never mind"), tuple("story", "runsTwice"));
    }

    @Test
    void resultsOfOtherEnginesStayAsTheyAre() {
        TestResult result = result("[engine:junit-jupiter]/[class:A]/[method:b()]").setName("b");
        new AllureResultNames().beforeTestWrite(result);
        assertThat(result).usingRecursiveComparison()
                .isEqualTo(result("[engine:junit-jupiter]/[class:A]/[method:b()]").setName("b"));
    }

    @Test
    void resultsWithoutAUniqueIdStayAsTheyAre() {
        TestResult result = new TestResult().setName("b");
        new AllureResultNames().beforeTestWrite(result);
        assertThat(result).usingRecursiveComparison().isEqualTo(new TestResult().setName("b"));
    }

    private static TestResult result(String uniqueId) {
        TestResult result = new TestResult();
        result.getLabels().add(new Label().setName("junit.platform.uniqueid").setValue(uniqueId));
        return result;
    }
}
