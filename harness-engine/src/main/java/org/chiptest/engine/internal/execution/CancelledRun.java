package org.chiptest.engine.internal.execution;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Tell whether somebody wants a run to end early. Only JUnit 6 has a way to say so, a cancellation token of the request; the engine is
 * compiled against JUnit 5 and runs on both, hence the reflection, which is here and nowhere else.
 */
final class CancelledRun {

    private static final String TOKEN = "getCancellationToken";
    private static final String QUESTION = "isCancellationRequested";

    private CancelledRun() {}

    /** Return the question for a request; one that has no token is never cancelled. */
    static BooleanSupplier of(Object request) {
        Optional<Method> getter = Arrays.stream(request.getClass().getMethods())
                .filter(method -> method.getName().equals(TOKEN) && method.getParameterCount() == 0).findFirst();
        if (getter.isEmpty()) {
            return () -> false;
        }
        try {
            Object token = getter.get().invoke(request);
            // of the interface: the token's own class is not public
            Method question = getter.get().getReturnType().getMethod(QUESTION);
            return () -> ask(token, question);
        } catch (ReflectiveOperationException e) {
            throw unknown(e);
        }
    }

    private static boolean ask(Object token, Method question) {
        try {
            return (boolean) question.invoke(token);
        } catch (ReflectiveOperationException e) {
            throw unknown(e);
        }
    }

    private static IllegalStateException unknown(ReflectiveOperationException e) {
        return new IllegalStateException("this version of JUnit has a cancellation token that the engine does not know;"
                + " use JUnit 5.14 or 6.1", e);
    }
}
