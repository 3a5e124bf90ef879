package org.chiptest.reports;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import io.qameta.allure.listener.TestLifecycleListener;
import io.qameta.allure.model.Label;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.StatusDetails;
import io.qameta.allure.model.TestResult;
import org.chiptest.engine.internal.identity.ScenarioIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Give Allure's results the labels and parameters of their scenario: suites are variant, class and scenario; behaviours are class and
 * scenario as it is displayed; parameters are platform, runtime and case. A message of ours is cut after its first line, since Allure
 * groups failures by equal messages: what varies from run to run follows, and stands in the trace. Allure finds this listener itself;
 * results of other engines stay as they are.
 */
public final class AllureResultNames implements TestLifecycleListener {

    /** What tells more than one line of what differs from run to run: processes, times, stacks. */
    private static final Pattern VARYING = Pattern.compile("org\\.chiptest\\.(runtime|engine)\\.[\\w.]+: .*",
            Pattern.DOTALL);

    private static final String FEATURE = "feature";
    private static final String STORY = "story";
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

    /** Note how the scenario of a result is displayed. */
    static void display(TestResult result, String name) {
        if (label(result, STORY).isEmpty()) {
            result.getLabels().add(label(STORY, name));
        }
    }

    private static void name(TestResult result, ScenarioIdentity identity) {
        List<Label> labels = result.getLabels();
        labels.removeIf(label -> Set.of(PARENT_SUITE, SUITE, SUB_SUITE).contains(label.getName()));
        labels.add(label(PARENT_SUITE, identity.variant()));
        labels.add(label(SUITE, identity.testClass()));
        labels.add(label(SUB_SUITE, identity.scenario()));
        labels.add(label(FEATURE, identity.testClass()));
        display(result, identity.scenario());
        result.setName(label(result, STORY).orElse(identity.scenario()) + " " + identity.caseName() + " ["
                + identity.variant() + "]");
        result.getParameters().addAll(0, List.of(parameter("platform", identity.platform()),
                parameter("runtime", identity.runtime()), parameter("case", identity.caseName())));
        result.setHistoryId(historyId(identity));
        cut(result.getStatusDetails());
    }

    /** Attempts at one test are retries of it, and runs of it have one history. */
    private static String historyId(ScenarioIdentity identity) {
        return UUID.nameUUIDFromBytes(identity.toString().getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static void cut(@Nullable StatusDetails details) {
        if (details != null && details.getTrace() != null && details.getMessage() != null
                && VARYING.matcher(details.getTrace()).matches()) {
            details.setMessage(details.getMessage().lines().findFirst().orElse(""));
        }
    }

    private static Optional<String> uniqueId(TestResult result) {
        return label(result, UNIQUE_ID);
    }

    private static Optional<String> label(TestResult result, String name) {
        return result.getLabels().stream().filter(label -> name.equals(label.getName())).map(Label::getValue)
                .findFirst();
    }

    private static Label label(String name, String value) {
        return new Label().setName(name).setValue(value);
    }

    private static Parameter parameter(String name, String value) {
        return new Parameter().setName(name).setValue(value);
    }
}
