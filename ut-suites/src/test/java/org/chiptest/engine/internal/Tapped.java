package org.chiptest.engine.internal;

import java.util.function.BiConsumer;

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
        engine.execute(ExecutionRequest.create(request.getRootTestDescriptor(), new EngineExecutionListener() {
            @Override
            public void executionStarted(TestDescriptor test) {
                listener.executionStarted(test);
            }

            @Override
            public void executionFinished(TestDescriptor test, TestExecutionResult result) {
                listener.executionFinished(test, result);
                onEnd.accept(test, result);
            }
        }, request.getConfigurationParameters(), request.getOutputDirectoryCreator(), request.getStore()));
        after.run();
    }
}
