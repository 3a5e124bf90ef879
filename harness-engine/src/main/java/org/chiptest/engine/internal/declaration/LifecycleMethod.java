package org.chiptest.engine.internal.declaration;

import java.lang.reflect.Method;
import java.util.List;

/**
 * A method that runs before or after scenarios.
 *
 * @param type       the class, of those that are nested into each other, on whose instance it is called
 * @param method     the method
 * @param parameters what its parameters take, in their order
 */
public record LifecycleMethod(Class<?> type, Method method, List<InjectedParameter> parameters) {

    public LifecycleMethod {
        parameters = List.copyOf(parameters);
    }
}
