package org.chiptest.runtime.internal.method;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * A static Java method that another process finds by its class and its name; nothing is captured.
 *
 * <p>The method is not private; its class may be a package-private one. Whether there is such a method is checked by {@link #of} here,
 * and by {@link #call} where it is called.
 */
public final class NamedMethod {

    private static final String SEPARATOR = "::";

    private final Form form;
    private final String className;
    private final String methodName;

    /**
     * What methods of a kind look like.
     *
     * @param kind       what they are, for messages
     * @param result     the type that they return
     * @param parameters the types of their parameters
     */
    public record Form(String kind, Class<?> result, List<Class<?>> parameters) {

        public Form {
            parameters = List.copyOf(parameters);
        }

        private boolean fits(Method method) {
            return Modifier.isStatic(method.getModifiers()) && !Modifier.isPrivate(method.getModifiers())
                    && method.getReturnType() == result && List.of(method.getParameterTypes()).equals(parameters);
        }

        private String declaration(String name) {
            return "static " + result.getSimpleName() + " " + name + list(parameters);
        }
    }

    private NamedMethod(Form form, String className, String methodName) {
        this.form = form;
        this.className = className;
        this.methodName = methodName;
    }

    /**
     * Name a method.
     *
     * @throws IllegalArgumentException if the class has no such method
     */
    public static NamedMethod of(Form form, Class<?> owner, String method) {
        if (owner.isHidden()) {
            throw new IllegalArgumentException(form.kind() + " " + owner.getName() + SEPARATOR + method
                    + ": another process cannot find a hidden class by its name; write the method in a class that has a file");
        }
        find(form, owner, method);
        return new NamedMethod(form, owner.getName(), method);
    }

    /** Read a name as {@link #name()} writes it; whether there is such a method shows when it is called. */
    public static NamedMethod parse(Form form, String name) {
        String[] parts = name.split(SEPARATOR, 2);
        if (parts.length != 2) {
            throw new IllegalArgumentException(
                    "'" + name + "' names no " + form.kind() + ": class::method is expected");
        }
        return new NamedMethod(form, parts[0], parts[1]);
    }

    /** Return class and method, such as {@code org.example.Golden::verify}. */
    public String name() {
        return className + SEPARATOR + methodName;
    }

    /** Call the method in this process and return its result; what it throws is thrown. */
    @SuppressWarnings("ThrowSpecificExceptions")
    public @Nullable Object call(Object... arguments) throws Throwable {
        Method method = find(form, owner(), methodName);
        method.setAccessible(true);
        try {
            return method.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Class<?> owner() {
        try {
            return Class.forName(className);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    form.kind() + " " + name() + ": this process does not find the class; its class path is "
                            + HostEnvironment.current().classPath(),
                    e);
        }
    }

    private static Method find(Form form, Class<?> owner, String name) {
        return Arrays.stream(owner.getDeclaredMethods())
                .filter(method -> method.getName().equals(name) && form.fits(method)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(form.kind() + " " + owner.getName() + SEPARATOR + name
                        + ": the class needs a method '" + form.declaration(name) + "' that is not private, found "
                        + found(owner, name)));
    }

    private static String found(Class<?> owner, String name) {
        List<Method> all = Arrays.stream(owner.getDeclaredMethods()).filter(method -> !method.isSynthetic()).toList();
        List<Method> sameName = all.stream().filter(method -> method.getName().equals(name)).toList();
        return sameName.isEmpty()
                ? "no method of this name, only " + all.stream().map(Method::getName).distinct().sorted().toList()
                : sameName.stream().map(NamedMethod::declaration).sorted().collect(Collectors.joining("; "));
    }

    private static String declaration(Method method) {
        String modifiers = Modifier.toString(method.getModifiers());
        return (modifiers.isEmpty() ? "" : modifiers + " ") + method.getReturnType().getSimpleName() + " "
                + method.getName() + list(List.of(method.getParameterTypes()));
    }

    private static String list(List<Class<?>> types) {
        return types.stream().map(Class::getSimpleName).collect(Collectors.joining(", ", "(", ")"));
    }

    @Override
    public String toString() {
        return name();
    }
}
