package org.chiptest.engine.internal.execution;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

import org.chiptest.api.CaseSpec;
import org.chiptest.api.ScenarioContext;
import org.chiptest.api.Variant;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.engine.internal.declaration.DeclaredGolden;
import org.chiptest.engine.internal.declaration.InjectedParameter;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.junit.platform.commons.support.ReflectionSupport;

/** One call of the method of a scenario: an instance, its arguments, the call, and the rounds of a golden scenario. */
final class MethodCall implements ScenarioContext {

    private final ScenarioTestDescriptor test;
    private final Workplace place;
    private final Map<String, ChipCallable> callables;
    private final int rounds;
    private final long seed;
    private final TestEvents events;
    private final Supplier<Path> directory;
    private final Optional<GoldenArgs> goldenArgs;
    private volatile boolean givenUp;

    MethodCall(ScenarioTestDescriptor test, Workplace place, Map<String, ChipCallable> callables, int rounds,
            long seed, TestEvents events, Supplier<Path> directory) {
        this.test = test;
        this.place = place;
        this.callables = callables;
        this.rounds = rounds;
        this.seed = seed;
        this.events = events;
        this.directory = directory;
        this.goldenArgs = place.chip().map(worker -> test.scenario().golden().flatMap(DeclaredGolden::tolerance)
                .map(tolerance -> GoldenArgs.on(worker, tolerance)).orElseGet(() -> GoldenArgs.on(worker)));
    }

    /** Call the method; what it throws, this throws. */
    void perform() {
        Object instance = ReflectionSupport.newInstance(test.scenario().type());
        Object[] arguments = test.scenario().parameters().stream().map(this::argument).toArray();
        ReflectionSupport.invokeMethod(test.scenario().method(), instance, arguments);
        test.scenario().golden().ifPresent(golden -> performRounds(callable(golden.callable()),
                goldenArgs.orElseThrow(), place.chip().orElseThrow()));
    }

    /** Let the method publish nothing any more: its test has ended, although it goes on. From any thread. */
    void giveUp() {
        givenUp = true;
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
    public List<Integer> deviceIds() {
        return place.deviceIds();
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
        requireOpen();
        events.published(test, key, value);
    }

    @Override
    public void publishFile(Path file, String mediaType) {
        requireOpen();
        events.published(test, file, mediaType);
    }

    @Override
    public Path directory() {
        return directory.get();
    }

    private void requireOpen() {
        if (givenUp) {
            throw new IllegalStateException("this scenario did not end in time and was given up; its test is over");
        }
    }

    private Object argument(InjectedParameter parameter) {
        return switch (parameter) {
            case InjectedParameter.Given given -> given(given);
            case InjectedParameter.Callable(String name) -> callable(name);
            case InjectedParameter.CaseData(Class<?> type) -> scenarioCase().data().map(type::cast).orElseThrow();
        };
    }

    private Object given(InjectedParameter.Given given) {
        return switch (given) {
            case WORKER -> place.chip().orElseThrow();
            case HOST -> place.host().orElseThrow();
            case CONFIG -> scenarioCase().config();
            case VARIANT -> variant();
            case PLATFORM -> variant().platform();
            case ARCHITECTURE -> variant().architecture();
            case RUNTIME -> variant().runtime();
            case RANDOM -> new SplittableRandom(seed);
            case CONTEXT -> this;
            case GOLDEN_ARGS -> goldenArgs.orElseThrow();
        };
    }

    private ChipCallable callable(String name) {
        return Optional.ofNullable(callables.get(name)).orElseThrow();
    }

    private void performRounds(ChipCallable callable, GoldenArgs args, ChipWorker worker) {
        args.requireSignature(callable.signature());
        args.remember();
        try (PreparedCallable prepared = worker.prepare(0, callable)) {
            for (int round = 1; round <= rounds; round++) {
                if (round > 1) {
                    args.reset();
                }
                prepared.run(args.taskArgs(), scenarioCase().config());
                args.check(rounds == 1 ? "" : "round " + round + " of " + rounds + ": ");
            }
        }
    }
}
