package org.chiptest.engine.internal.attempt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.chiptest.api.CaseSpec;
import org.chiptest.api.ScenarioContext;
import org.chiptest.api.Variant;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.api.golden.GoldenMismatchError;
import org.chiptest.engine.internal.capture.AttemptCaptures;
import org.chiptest.engine.internal.contract.Sequence;
import org.chiptest.engine.internal.declaration.DeclaredContract;
import org.chiptest.engine.internal.declaration.DeclaredGolden;
import org.chiptest.engine.internal.declaration.DeclaredScenario;
import org.chiptest.engine.internal.declaration.InjectedParameter;
import org.chiptest.engine.internal.declaration.Lifecycle;
import org.chiptest.engine.internal.declaration.LifecycleMethod;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.run.RunContext;
import org.chiptest.engine.internal.timed.Steps;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/** One call of the method of a scenario: its instance, what surrounds it, its arguments, and the rounds of a golden scenario. */
final class MethodCall implements ScenarioContext {

    /** Rounds whose steps are told though nothing is wrong. */
    private static final int ROUNDS_TOLD = 10;

    private final ScenarioTestDescriptor test;
    private final Workplace place;
    private final RunSubject subject;
    private final RunContext context;
    private final long seed;
    private final Publisher publisher;
    private final Supplier<Path> directory;
    private final AttemptCaptures captures;
    private final Given own;
    private final TemporaryFolders folders = new TemporaryFolders();
    private final AtomicBoolean finishing = new AtomicBoolean();

    /** The instance of each class that has one; none before all of them are made. */
    private volatile Map<Class<?>, Object> instances = Map.of();
    private volatile boolean givenUp;

    MethodCall(ScenarioTestDescriptor test, Workplace place, RunSubject subject, RunContext context, long seed,
            Publisher publisher, Supplier<Path> directory, AttemptCaptures captures) {
        this.test = test;
        this.place = place;
        this.subject = subject;
        this.context = context;
        this.seed = seed;
        this.publisher = publisher;
        this.directory = directory;
        this.captures = captures;
        this.own = new Given(place.chip(), place.chip().map(worker -> goldenArgs(worker, test.scenario())),
                new SplittableRandom(seed), subject.declared().scenarioCase());
    }

    /** What methods are given that are called for one purpose. */
    private record Given(Optional<ChipWorker> chip, Optional<GoldenArgs> golden, RandomGenerator random,
            CaseSpec spec) {}

    private static GoldenArgs goldenArgs(ChipWorker worker, DeclaredScenario scenario) {
        return scenario.golden().flatMap(DeclaredGolden::tolerance).map(tolerance -> GoldenArgs.on(worker, tolerance))
                .orElseGet(() -> GoldenArgs.on(worker)).withFilesBeside(scenario.type());
    }

    /** Call what comes before the method, the method, and what comes after; what they throw, this throws. */
    void perform() {
        Steps steps = new Steps();
        steps.attempt(() -> {
            instances = makeInstances();
            lifecycle().beforeEach().forEach(this::call);
            test.scenario().contract().ifPresentOrElse(contract -> attaching(() -> check(contract)),
                    () -> attaching(this::callMethod));
        });
        finish(steps);
        steps.end();
    }

    /** Do something; of outputs that it finds wrong, the wrong elements are attached. */
    private void attaching(Runnable action) {
        try {
            action.run();
        } catch (GoldenMismatchError e) {
            GoldenSteps steps = new GoldenSteps(publisher);
            e.mismatches().forEach(mismatch -> steps.attach(mismatch, directory(), e));
            throw e;
        }
    }

    private void callMethod() {
        invoke(test.scenario().method(), test.scenario().type(), test.scenario().parameters(), own);
        test.scenario().golden().ifPresent(golden -> performRounds(callable(golden.callable()),
                own.golden().orElseThrow(), own.chip().orElseThrow()));
    }

    private void check(DeclaredContract contract) {
        new ContractCall(this, contract, contract.pair(subject.declared())).perform(place.chip().orElseThrow(),
                place.fresh().orElseThrow());
    }

    /** Let a golden scenario declare its arguments and expected values on a worker. */
    GoldenArgs declared(DeclaredContract.Source source, ChipWorker worker, RandomGenerator numbers) {
        DeclaredScenario golden = source.scenario();
        GoldenArgs args = goldenArgs(worker, golden);
        invoke(golden.method(), golden.type(), golden.parameters(), new Given(Optional.of(worker), Optional.of(args),
                numbers, source.test().scenarioCase()));
        return args;
    }

    /** Return the compiled callable of a name. */
    ChipCallable callable(String name) {
        return Optional.ofNullable(subject.callables().get(name)).orElseThrow();
    }

    /** Return the steps that the run was told to take instead of random ones, if so. */
    Optional<Sequence> sequence() {
        return context.settings().execution().sequence();
    }

    /** Call what comes after the method, as further steps; nothing if that has begun. From any thread. */
    void finish(Steps steps) {
        if (!finishing.compareAndSet(false, true)) {
            return;
        }
        // an interrupt was meant for what came before
        var _ = Thread.interrupted();
        if (!instances.isEmpty()) {
            lifecycle().afterEach().forEach(each -> steps.attempt(() -> call(each)));
        }
        steps.attempt(folders::delete);
    }

    /** Let the method publish nothing any more: its test has ended, although it goes on. From any thread. */
    void giveUp() {
        givenUp = true;
    }

    @Override
    public Variant variant() {
        return subject.declared().variant();
    }

    @Override
    public CaseSpec scenarioCase() {
        return subject.declared().scenarioCase();
    }

    @Override
    public List<Integer> deviceIds() {
        return place.deviceIds();
    }

    @Override
    public int rounds() {
        return context.settings().extent().rounds();
    }

    @Override
    public long seed() {
        return seed;
    }

    @Override
    public void publish(String key, String value) {
        requireOpen();
        publisher.publish(key, value);
    }

    @Override
    public void publishFile(Path file, String mediaType) {
        requireOpen();
        requireCopyable(file);
        publisher.publish(file, mediaType);
    }

    @Override
    public Path directory() {
        return directory.get();
    }

    @Override
    public List<RecordedRun> recordedRuns() {
        if (test.declared().variant().platform().description().isPresent()) {
            throw new TestAbortedException("not applicable: on " + test.declared().variant().platform().name()
                    + " runs are recorded by a foreign runtime, which leaves files and tells the harness nothing of them");
        }
        return captures.runs();
    }

    /** Listeners copy a file, which must come to an end, and leave room on the disk for what others have to tell. */
    private void requireCopyable(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + (Files.exists(file)
                    ? " is no regular file, so it cannot be published; publish a copy of what is in it"
                    : " is not there, so it cannot be published"));
        }
        try {
            long size = Files.size(file);
            long free = Files.getFileStore(directory()).getUsableSpace();
            if (size > free) {
                throw new IllegalArgumentException(file + " cannot be published: it has " + size + " bytes, and only "
                        + free + " are free on the disk of " + directory() + "; publish a part of it");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be published", e);
        }
    }

    private void requireOpen() {
        if (givenUp) {
            throw new IllegalStateException("this scenario did not end in time and was given up; its test is over");
        }
    }

    private Lifecycle lifecycle() {
        return test.scenario().lifecycle();
    }

    private Map<Class<?>, Object> makeInstances() {
        Map<Class<?>, Object> made = new HashMap<>();
        Object[] outer = {};
        for (Class<?> each : lifecycle().instances()) {
            Object instance = ReflectionSupport.newInstance(each, outer);
            made.put(each, instance);
            outer = new Object[]{instance};
        }
        lifecycle().folders().forEach(each -> set(each.field(), Objects.requireNonNull(made.get(each.type()))));
        return Map.copyOf(made);
    }

    private void set(Field field, Object instance) {
        try {
            field.setAccessible(true);
            field.set(instance, folders.create());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("field " + field.getName() + " cannot be set to a temporary folder", e);
        }
    }

    private Object instance(Class<?> type) {
        return Objects.requireNonNull(instances.get(type));
    }

    private void call(LifecycleMethod each) {
        invoke(each.method(), each.type(), each.parameters(), own);
    }

    private void invoke(Method method, Class<?> type, List<InjectedParameter> parameters, Given given) {
        String name = subject.fullName(test);
        try {
            ReflectionSupport.invokeMethod(method, instance(type),
                    parameters.stream().map(each -> argument(each, given)).toArray());
        } finally {
            context.reserve().giveWay(name);
        }
    }

    private Object argument(InjectedParameter parameter, Given given) {
        return switch (parameter) {
            case InjectedParameter.Given each -> argument(each, given);
            case InjectedParameter.Callable(String name) -> callable(name);
            case InjectedParameter.CaseData(Class<?> type) -> given.spec().data().map(type::cast).orElseThrow();
        };
    }

    private Object argument(InjectedParameter.Given parameter, Given given) {
        return switch (parameter) {
            case WORKER -> given.chip().orElseThrow();
            case HOST -> place.host().orElseThrow();
            case CONFIG -> given.spec().config();
            case VARIANT -> variant();
            case PLATFORM -> variant().platform();
            case ARCHITECTURE -> variant().architecture();
            case RUNTIME -> variant().runtime();
            case RANDOM -> given.random();
            case CONTEXT -> this;
            case GOLDEN_ARGS -> given.golden().orElseThrow();
            case FOLDER -> folders.create();
        };
    }

    private void performRounds(ChipCallable callable, GoldenArgs args, ChipWorker worker) {
        args.requireSignature(callable.signature());
        args.remember();
        subject.log().ifPresent(log -> log.golden(args));
        GoldenSteps steps = new GoldenSteps(publisher);
        try (PreparedCallable prepared = steps.take("prepare", true, () -> worker.prepare(0, callable))) {
            for (int round = 1; round <= rounds(); round++) {
                if (round > 1) {
                    args.reset();
                }
                String where = rounds() == 1 ? "" : "round " + round + " of " + rounds();
                String name = where.isEmpty() ? "" : ", " + where;
                boolean told = round <= ROUNDS_TOLD;
                steps.perform("run" + name, told, () -> prepared.run(args.taskArgs(), scenarioCase().config()));
                steps.perform("compare" + name, told, () -> args.check(where));
            }
            args.unchecked().forEach((name, reason) -> publisher.publish("unchecked " + name, reason));
        }
    }
}
