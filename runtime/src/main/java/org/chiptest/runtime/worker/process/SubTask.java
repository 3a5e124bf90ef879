package org.chiptest.runtime.worker.process;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Java method that sub workers run in processes of their own: named by class and method, never captured.
 *
 * <p>The method is static, not private, has one parameter of type {@link SubArgs}, and returns nothing. Its class may be a
 * package-private one.
 */
public final class SubTask {

    private static final String SEPARATOR = "::";

    private final String className;
    private final String methodName;

    private SubTask(String className, String methodName) {
        this.className = className;
        this.methodName = methodName;
    }

    /**
     * Name a method.
     *
     * @throws IllegalArgumentException if the class has no such method
     */
    public static SubTask of(Class<?> owner, String method) {
        if (owner.isHidden()) {
            throw new IllegalArgumentException("sub task " + owner.getName() + SEPARATOR + method
                    + ": another process cannot find a hidden class by its name; write the method in a class that has a file");
        }
        find(owner, method);
        return new SubTask(owner.getName(), method);
    }

    /** Read a name as {@link #name()} writes it; whether there is such a method shows when it is called. */
    static SubTask parse(String name) {
        String[] parts = name.split(SEPARATOR, 2);
        if (parts.length != 2) {
            throw new IllegalArgumentException("'" + name + "' names no sub task: class::method is expected");
        }
        return new SubTask(parts[0], parts[1]);
    }

    /** Return class and method, such as {@code org.example.Golden::verify}. */
    public String name() {
        return className + SEPARATOR + methodName;
    }

    /** Call the method in this process; what it throws is thrown. */
    @SuppressWarnings("ThrowSpecificExceptions")
    void call(SubArgs args) throws Throwable {
        Method method = find(owner(), methodName);
        method.setAccessible(true);
        try {
            method.invoke(null, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Class<?> owner() {
        try {
            return Class.forName(className);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "sub task " + name() + ": this process does not find the class; its class path is "
                            + System.getProperty("java.class.path"),
                    e);
        }
    }

    private static Method find(Class<?> owner, String name) {
        return Arrays.stream(owner.getDeclaredMethods())
                .filter(method -> method.getName().equals(name) && fits(method)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("sub task " + owner.getName() + SEPARATOR + name
                        + ": the class needs a method 'static void " + name + "(SubArgs)' that is not private, found "
                        + found(owner, name)));
    }

    private static boolean fits(Method method) {
        return Modifier.isStatic(method.getModifiers()) && !Modifier.isPrivate(method.getModifiers())
                && method.getReturnType() == void.class
                && List.of(method.getParameterTypes()).equals(List.of(SubArgs.class));
    }

    private static String found(Class<?> owner, String name) {
        List<Method> all = Arrays.stream(owner.getDeclaredMethods()).filter(method -> !method.isSynthetic()).toList();
        List<Method> sameName = all.stream().filter(method -> method.getName().equals(name)).toList();
        return sameName.isEmpty()
                ? "no method of this name, only " + all.stream().map(Method::getName).distinct().sorted().toList()
                : sameName.stream().map(SubTask::declaration).sorted().collect(Collectors.joining("; "));
    }

    private static String declaration(Method method) {
        String modifiers = Modifier.toString(method.getModifiers());
        return (modifiers.isEmpty() ? "" : modifiers + " ") + method.getReturnType().getSimpleName() + " "
                + method.getName() + Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    @Override
    public String toString() {
        return name();
    }
}
