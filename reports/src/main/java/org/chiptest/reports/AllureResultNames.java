package org.chiptest.reports;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.qameta.allure.listener.TestLifecycleListener;
import io.qameta.allure.model.Label;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.TestResult;
import org.chiptest.engine.internal.descriptor.ScenarioIdentity;

/**
 * Give Allure's results the labels and parameters of their scenario: suites are variant, class and scenario; parameters are
 * platform, runtime and case. Allure finds this listener itself; results of other engines stay as they are.
 */
public final class AllureResultNames implements TestLifecycleListener {

    private static final String UNIQUE_ID = "junit.platform.uniqueid";
    private static final String PARENT_SUITE = "parentSuite";
    private static final String SUITE = "suite";
    private static final String SUB_SUITE = "subSuite";

    /** Create the listener; for the service loader. */
    public AllureResultNames() {}

    @Override
    public void beforeTestWrite(TestResult result) {
        uniqueId(result).flatMap(ScenarioIdentity::of).ifPresent(identity -> name(result, identity));
    }

    private static void name(TestResult result, ScenarioIdentity identity) {
        List<Label> labels = result.getLabels();
        labels.removeIf(label -> Set.of(PARENT_SUITE, SUITE, SUB_SUITE).contains(label.getName()));
        labels.add(label(PARENT_SUITE, identity.variant()));
        labels.add(label(SUITE, identity.testClass()));
        labels.add(label(SUB_SUITE, identity.scenario()));
        result.setName(identity.scenario() + " " + identity.caseName() + " [" + identity.variant() + "]");
        result.getParameters().addAll(0, List.of(parameter("platform", identity.platform()),
                parameter("runtime", identity.runtime()), parameter("case", identity.caseName())));
    }

    private static Optional<String> uniqueId(TestResult result) {
        return result.getLabels().stream().filter(label -> UNIQUE_ID.equals(label.getName())).map(Label::getValue)
                .findFirst();
    }

    private static Label label(String name, String value) {
        return new Label().setName(name).setValue(value);
    }

    private static Parameter parameter(String name, String value) {
        return new Parameter().setName(name).setValue(value);
    }
}
