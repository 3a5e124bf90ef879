package org.chiptest.engine.internal.declaration;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.Variant;
import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.callable.CallableResolver;
import org.chiptest.engine.internal.callable.InvalidCallableException;
import org.chiptest.engine.internal.timed.LateException;
import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.RuntimeKind;

/** A callable that a class declares, resolved for each variant that uses it. */
final class DeclaredCallable {

    private final String name;
    private final Method method;
    private final Duration limit;
    private final Map<Variant, CallableRecipe> recipes = new LinkedHashMap<>();
    private final Map<Variant, String> failures = new LinkedHashMap<>();

    /** What went wrong for one variant and would cost the same time again for each other. */
    private Optional<String> late = Optional.empty();

    /**
     * Declare a callable.
     *
     * @param limit how long the method may take for each variant
     */
    DeclaredCallable(String name, Method method, Duration limit) {
        this.name = name;
        this.method = method;
        this.limit = limit;
    }

    /** Tell whether a method is declared by the same class; otherwise it is hidden by this one. */
    boolean isDeclaredBeside(Method other) {
        return method.getDeclaringClass().equals(other.getDeclaringClass());
    }

    /** Resolve it for a variant, or nothing if that is impossible; {@link #problem} says why. */
    Optional<CallableRecipe> recipe(Variant variant) {
        if (late.isPresent()) {
            failures.put(variant, late.get());
        } else if (!recipes.containsKey(variant) && !failures.containsKey(variant)) {
            try {
                recipes.put(variant, resolve(variant));
            } catch (DeclarationException | InvalidCallableException e) {
                String message = String.valueOf(e.getMessage());
                failures.put(variant, message);
                late = Optional.of(message).filter(_ -> e.getCause() instanceof LateException);
            }
        }
        return Optional.ofNullable(recipes.get(variant));
    }

    /** Say what went wrong for the variants that asked. */
    Optional<Problem> problem() {
        if (failures.isEmpty()) {
            return Optional.empty();
        }
        List<String> messages = failures.values().stream().distinct().toList();
        boolean everywhere = recipes.isEmpty() && messages.size() == 1;
        String text = messages.stream().map(message -> everywhere ? message : message + " (on " + where(message) + ")")
                .collect(Collectors.joining("; ", "callable " + name + ": ", ""));
        return Optional.of(new Problem("callable " + name, text));
    }

    private String where(String message) {
        return failures.entrySet().stream().filter(entry -> entry.getValue().equals(message))
                .map(entry -> entry.getKey().id()).collect(Collectors.joining(", "));
    }

    private CallableRecipe resolve(Variant variant) {
        Object[] arguments = Arrays.stream(method.getParameters()).map(parameter -> argument(parameter, variant))
                .toArray();
        CallableSpec spec = StaticCall.call(limit, CallableSpec.class::cast, method, arguments);
        return CallableResolver.resolve(name, spec, method.getDeclaringClass(), variant);
    }

    private Object argument(Parameter parameter, Variant variant) {
        Class<?> type = parameter.getType();
        if (type == Variant.class) {
            return variant;
        }
        if (type == RuntimeKind.class) {
            return variant.runtime();
        }
        if (type == Architecture.class) {
            return variant.architecture();
        }
        throw new DeclarationException("method " + method.getName() + " takes a " + type.getSimpleName()
                + "; a callable may depend on a Variant, RuntimeKind or Architecture only");
    }
}
