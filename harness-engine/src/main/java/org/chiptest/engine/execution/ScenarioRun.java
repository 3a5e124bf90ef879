package org.chiptest.engine.execution;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

import org.chiptest.api.CaseSpec;
import org.chiptest.api.ScenarioContext;
import org.chiptest.api.Variant;
import org.chiptest.engine.declaration.InjectedParameter;
import org.chiptest.engine.descriptor.ScenarioTestDescriptor;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.reporting.ReportEntry;

/** One run of the method of a scenario: an instance, its arguments, the call. */
final class ScenarioRun implements ScenarioContext {

    private final ScenarioTestDescriptor test;
    private final ChipWorker worker;
    private final int deviceId;
    private final Map<String, ChipCallable> callables;
    private final int rounds;
    private final long seed;
    private final EngineExecutionListener listener;

    ScenarioRun(ScenarioTestDescriptor test, ChipWorker worker, int deviceId, Map<String, ChipCallable> callables,
            int rounds, long seed, EngineExecutionListener listener) {
        this.test = test;
        this.worker = worker;
        this.deviceId = deviceId;
        this.callables = callables;
        this.rounds = rounds;
        this.seed = seed;
        this.listener = listener;
    }

    /** Call the method; what it throws, this throws. */
    void call() {
        Object instance = ReflectionSupport.newInstance(test.scenario().type());
        List<InjectedParameter> parameters = test.scenario().parameters();
        Object[] arguments = parameters.stream().map(this::argument).toArray();
        ReflectionSupport.invokeMethod(test.scenario().method(), instance, arguments);
    }

    @Override
    public Variant variant() {
        return test.declared().variant();
    }

    @Override
    public CaseSpec scenarioCase() {
        return test.declared().scenarioCase();
    }

    @Override
    public int deviceId() {
        return deviceId;
    }

    @Override
    public int rounds() {
        return rounds;
    }

    @Override
    public long seed() {
        return seed;
    }

    @Override
    public void publish(String key, String value) {
        listener.reportingEntryPublished(test, ReportEntry.from(key, value));
    }

    private Object argument(InjectedParameter parameter) {
        return switch (parameter) {
            case InjectedParameter.Given given -> given(given);
            case InjectedParameter.Callable(String name) -> Optional.ofNullable(callables.get(name)).orElseThrow();
            case InjectedParameter.CaseData(Class<?> type) -> scenarioCase().data().map(type::cast).orElseThrow();
        };
    }

    private Object given(InjectedParameter.Given given) {
        return switch (given) {
            case WORKER -> worker;
            case CONFIG -> scenarioCase().config();
            case VARIANT -> variant();
            case PLATFORM -> variant().platform();
            case ARCHITECTURE -> variant().architecture();
            case RUNTIME -> variant().runtime();
            case RANDOM -> new SplittableRandom(seed);
            case CONTEXT -> this;
        };
    }
}
