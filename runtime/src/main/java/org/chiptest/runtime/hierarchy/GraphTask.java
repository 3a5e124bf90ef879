package org.chiptest.runtime.hierarchy;

import java.util.List;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.internal.method.NamedMethod;
import org.chiptest.runtime.process.SubArgs;

/**
 * A Java method that submits the tasks of one run of a next-level worker, in that worker's process: named by class and method, never
 * captured.
 *
 * <p>The method is static, not private, has the parameters {@link Orchestrator}, {@link SubArgs} and {@link CallConfig}, and returns
 * nothing. It finds what its worker has registered by {@link Orchestrator#callable(int)}, and passes on tensors that it was given:
 *
 * <pre>{@code
 * static void graph(Orchestrator orchestrator, SubArgs args, CallConfig config) {
 *     orchestrator.submitSub(orchestrator.callable(0), new TaskArgs().tensor(args.tensor(0), TensorArgType.INOUT));
 * }
 * }</pre>
 */
public final class GraphTask {

    private static final NamedMethod.Form FORM = new NamedMethod.Form("graph task", void.class,
            List.of(Orchestrator.class, SubArgs.class, CallConfig.class));

    private final NamedMethod method;

    private GraphTask(NamedMethod method) {
        this.method = method;
    }

    /**
     * Name a method.
     *
     * @throws IllegalArgumentException if the class has no such method
     */
    public static GraphTask of(Class<?> owner, String method) {
        return new GraphTask(NamedMethod.of(FORM, owner, method));
    }

    /** Read a name as {@link #name()} writes it; whether there is such a method shows when it is called. */
    static GraphTask parse(String name) {
        return new GraphTask(NamedMethod.parse(FORM, name));
    }

    /** Return class and method, such as {@code org.example.Suite::graph}. */
    public String name() {
        return method.name();
    }

    /** Call the method in this process; what it throws is thrown. */
    @SuppressWarnings("ThrowSpecificExceptions")
    void call(Orchestrator orchestrator, SubArgs args, CallConfig config) throws Throwable {
        method.call(orchestrator, args, config);
    }

    @Override
    public String toString() {
        return name();
    }
}
