package org.chiptest.engine.internal.declaration;

import java.util.List;
import java.util.Optional;

/**
 * Hold what a test class declares.
 *
 * @param type        the class
 * @param displayName what to show
 * @param tags        tags of all of its scenarios
 * @param disabled    why none of its scenarios runs, if so
 * @param lifecycle   what surrounds its scenarios
 * @param scenarios   its scenarios: what is written in the order of names, then what is derived
 * @param nested      its member classes that are test classes too
 * @param problems    what is wrong with the declarations that belong to no scenario
 */
public record DeclaredClass(Class<?> type, String displayName, List<String> tags, Optional<String> disabled,
        Lifecycle lifecycle, List<DeclaredScenario> scenarios, List<DeclaredClass> nested, List<Problem> problems) {

    public DeclaredClass {
        tags = List.copyOf(tags);
        scenarios = List.copyOf(scenarios);
        nested = List.copyOf(nested);
        problems = Problem.distinct(problems);
    }

    /** Find a scenario by its name. */
    public Optional<DeclaredScenario> scenario(String name) {
        return scenarios.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }
}
