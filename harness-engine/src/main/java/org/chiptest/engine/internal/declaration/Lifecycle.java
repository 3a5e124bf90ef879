package org.chiptest.engine.internal.declaration;

import java.lang.reflect.Field;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What surrounds the scenarios of a class. Methods stand in the order in which they run, as in JUnit Jupiter: those of enclosing
 * classes and superclasses first before, and last after a scenario.
 *
 * @param instances  the classes of which each run of a scenario has an instance, the outermost first, that of the scenario last
 * @param beforeAll  static methods that run once, before the first scenario of the class and the classes in it
 * @param beforeEach methods that run before each scenario
 * @param afterEach  methods that run after each scenario
 * @param afterAll   static methods that run once, after the last scenario of the class and the classes in it
 * @param folders    fields that hold a temporary folder
 */
public record Lifecycle(List<Class<?>> instances, List<LifecycleMethod> beforeAll, List<LifecycleMethod> beforeEach,
        List<LifecycleMethod> afterEach, List<LifecycleMethod> afterAll, List<FolderField> folders) {

    /**
     * A field that holds a temporary folder.
     *
     * @param type  the class on whose instance it is set
     * @param field the field
     */
    public record FolderField(Class<?> type, Field field) {}

    public Lifecycle {
        instances = List.copyOf(instances);
        beforeAll = List.copyOf(beforeAll);
        beforeEach = List.copyOf(beforeEach);
        afterEach = List.copyOf(afterEach);
        afterAll = List.copyOf(afterAll);
        folders = List.copyOf(folders);
    }

    /** Tell whether any of the methods takes something. */
    boolean takes(InjectedParameter parameter) {
        return parameters().anyMatch(parameter::equals);
    }

    /** Return the names of the callables that methods around each scenario take. */
    Set<String> callables() {
        Set<String> names = new LinkedHashSet<>();
        parameters().forEach(parameter -> {
            if (parameter instanceof InjectedParameter.Callable(String name)) {
                names.add(name);
            }
        });
        return names;
    }

    private Stream<InjectedParameter> parameters() {
        return Stream.of(beforeAll, beforeEach, afterEach, afterAll).flatMap(List::stream)
                .flatMap(method -> method.parameters().stream());
    }
}
