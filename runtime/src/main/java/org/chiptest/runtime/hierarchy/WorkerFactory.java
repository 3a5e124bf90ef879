package org.chiptest.runtime.hierarchy;

import java.util.List;

import org.chiptest.runtime.internal.method.NamedMethod;

/**
 * A Java method that makes a worker in the process of a next-level child: named by class and method, never captured.
 *
 * <p>The method is static, not private, has one parameter of type {@link HostContext}, and returns a {@link HostWorker} that is made
 * from it and was not initialised. What the graphs of that worker submit is registered there:
 *
 * <pre>{@code
 * static HostWorker inner(HostContext context) {
 *     HostWorker worker = new HostWorker(context.level3("a2a3sim", RuntimeKind.HOST_BUILD_GRAPH, 0, 1).subWorkers(1));
 *     worker.register(SubTask.of(Golden.class, "verify"));
 *     return worker;
 * }
 * }</pre>
 */
public final class WorkerFactory {

    private static final NamedMethod.Form FORM = new NamedMethod.Form("worker factory", HostWorker.class,
            List.of(HostContext.class));

    private final NamedMethod method;

    private WorkerFactory(NamedMethod method) {
        this.method = method;
    }

    /**
     * Name a method.
     *
     * @throws IllegalArgumentException if the class has no such method
     */
    public static WorkerFactory of(Class<?> owner, String method) {
        return new WorkerFactory(NamedMethod.of(FORM, owner, method));
    }

    /** Read a name as {@link #name()} writes it; whether there is such a method shows when it is called. */
    static WorkerFactory parse(String name) {
        return new WorkerFactory(NamedMethod.parse(FORM, name));
    }

    /** Return class and method, such as {@code org.example.Suite::inner}. */
    public String name() {
        return method.name();
    }

    /**
     * Call the method in this process.
     *
     * @throws IllegalStateException if what it returns cannot be the child's worker; it is closed then
     */
    HostWorker make(HostContext context) throws Throwable {
        if (!(method.call(context) instanceof HostWorker made)) {
            throw new IllegalStateException("worker factory " + name() + " returned no worker");
        }
        try {
            context.requireOwn(made, "the worker that worker factory " + name() + " has made");
            return made;
        } catch (RuntimeException e) {
            try (made) {
                throw e;
            }
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
