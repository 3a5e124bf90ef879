package org.chiptest.engine.internal;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.BiConsumer;

import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;

/**
 * An engine that others look at.
 *
 * @param before done before it executes
 * @param after  done after that
 * @param onEnd  told how tests and containers end; what it throws is thrown by the engine's listener
 */
record Tapped(TestEngine engine, Runnable before, Runnable after,
        BiConsumer<TestDescriptor, TestExecutionResult> onEnd) implements TestEngine {

    static Tapped onEnd(TestEngine engine, BiConsumer<TestDescriptor, TestExecutionResult> onEnd) {
        return new Tapped(engine, () -> {}, () -> {}, onEnd);
    }

    @Override
    public String getId() {
        return engine.getId();
    }

    @Override
    public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId uniqueId) {
        return engine.discover(request, uniqueId);
    }

    @Override
    public void execute(ExecutionRequest request) {
        EngineExecutionListener listener = request.getEngineExecutionListener();
        before.run();
        engine.execute(with(request, new EngineExecutionListener() {
            @Override
            public void executionStarted(TestDescriptor test) {
                listener.executionStarted(test);
            }

            @Override
            public void executionFinished(TestDescriptor test, TestExecutionResult result) {
                listener.executionFinished(test, result);
                onEnd.accept(test, result);
            }
        }));
        after.run();
    }

    /** Return the same request with another listener: what else a request is made of differs between versions of JUnit. */
    private static ExecutionRequest with(ExecutionRequest request, EngineExecutionListener listener) {
        Method create = Arrays.stream(ExecutionRequest.class.getMethods())
                .filter(method -> method.getName().equals("create"))
                .max(Comparator.comparingInt(Method::getParameterCount)).orElseThrow();
        Object[] parts = Arrays.stream(create.getParameterTypes())
                .map(type -> type == EngineExecutionListener.class ? listener : part(request, type)).toArray();
        return (ExecutionRequest) Objects.requireNonNull(ReflectionSupport.invokeMethod(create, null, parts));
    }

    private static Object part(ExecutionRequest request, Class<?> type) {
        Method getter = Arrays.stream(ExecutionRequest.class.getMethods())
                .filter(method -> method.getParameterCount() == 0 && method.getReturnType() == type).findFirst()
                .orElseThrow();
        return Objects.requireNonNull(ReflectionSupport.invokeMethod(getter, request));
    }
}
