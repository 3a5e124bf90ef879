package org.chiptest.runtime.process;

import java.util.List;

import org.chiptest.runtime.internal.method.NamedMethod;

/**
 * A Java method that sub workers run in processes of their own: named by class and method, never captured.
 *
 * <p>The method is static, not private, has one parameter of type {@link SubArgs}, and returns nothing. Its class may be a
 * package-private one.
 */
public final class SubTask {

    private static final NamedMethod.Form FORM = new NamedMethod.Form("sub task", void.class, List.of(SubArgs.class));

    private final NamedMethod method;

    private SubTask(NamedMethod method) {
        this.method = method;
    }

    /**
     * Name a method.
     *
     * @throws IllegalArgumentException if the class has no such method
     */
    public static SubTask of(Class<?> owner, String method) {
        return new SubTask(NamedMethod.of(FORM, owner, method));
    }

    /** Read a name as {@link #name()} writes it; whether there is such a method shows when it is called. */
    public static SubTask parse(String name) {
        return new SubTask(NamedMethod.parse(FORM, name));
    }

    /** Return class and method, such as {@code org.example.Golden::verify}. */
    public String name() {
        return method.name();
    }

    /** Call the method in this process; what it throws is thrown. */
    @SuppressWarnings("ThrowSpecificExceptions")
    public void call(SubArgs args) throws Throwable {
        method.call(args);
    }

    @Override
    public String toString() {
        return name();
    }
}
