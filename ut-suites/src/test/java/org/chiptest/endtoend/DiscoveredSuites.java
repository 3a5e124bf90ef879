package org.chiptest.endtoend;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.chiptest.engine.internal.descriptor.Plan;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * What the engine finds in the system suites on the simulated platforms, manual cases included.
 *
 * @param tests    what is known about each test, by its class, scenario and case, and by its variant
 * @param problems tests that cannot run because of a wrong declaration
 */
record DiscoveredSuites(Map<String, Map<String, Found>> tests, List<String> problems) {

    /**
     * A test on one variant.
     *
     * @param manual whether it runs only when asked for
     * @param tasks  size of its graph, if the data of its case says it
     */
    record Found(boolean manual, Optional<String> tasks) {}

    static DiscoveredSuites of(List<Class<?>> types) {
        DiscoverySelector[] classes = types.stream().map(DiscoverySelectors::selectClass)
                .toArray(DiscoverySelector[]::new);
        DiscoveredSuites suites = new DiscoveredSuites(new TreeMap<>(), new ArrayList<>());
        EngineTestKit.engine("chiptest").selectors(classes)
                .configurationParameters(Map.of("platform", "a2a3sim,a5sim", "manual", "include")).discover()
                .getEngineDescriptor().getDescendants().stream().filter(TestDescriptor::isTest).forEach(suites::add);
        return suites;
    }

    private void add(TestDescriptor node) {
        if (!(node instanceof ScenarioTestDescriptor test) || test.plan() instanceof Plan.Fail) {
            problems.add(node.getUniqueId().toString());
            return;
        }
        if (test.plan() instanceof Plan.NotApplicable) {
            return;
        }
        String name = test.scenario().type().getSimpleName() + "." + test.scenario().name() + "/"
                + test.declared().scenarioCase().name();
        String platform = test.declared().variant().platform().name();
        tests.computeIfAbsent(name, _ -> new TreeMap<>()).put(test.declared().variant().shortName(),
                new Found(test.declared().scenarioCase().isManualOn(platform),
                        test.declared().scenarioCase().data().flatMap(DiscoveredSuites::tasks)));
    }

    /** Read what the data's method {@code counts()} says; the suites' classes have another loader. */
    private static Optional<String> tasks(Object data) {
        try {
            for (Method method : data.getClass().getDeclaredMethods()) {
                if (method.getReturnType().getSimpleName().equals("TaskCounts") && method.getParameterCount() == 0) {
                    method.setAccessible(true);
                    Object counts = method.invoke(data);
                    Class<?> type = counts.getClass();
                    int allocations = (int) type.getMethod("allocations").invoke(counts);
                    return Optional.of(type.getMethod("tasks").invoke(counts)
                            + (allocations == 0 ? "" : "+" + allocations));
                }
            }
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read the task counts of " + data, e);
        }
    }
}
