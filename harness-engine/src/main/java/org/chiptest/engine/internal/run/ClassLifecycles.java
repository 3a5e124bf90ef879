package org.chiptest.engine.internal.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.chiptest.engine.internal.declaration.LifecycleMethod;
import org.chiptest.engine.internal.descriptor.ClassDescriptor;
import org.chiptest.engine.internal.timed.Reserve;
import org.chiptest.engine.internal.timed.Steps;
import org.chiptest.engine.internal.timed.TimedBody;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.TestDescriptor;

/**
 * Call the methods that run once for a class: before the first of its tests that really runs, and after its last. Thread-safe: of
 * tests that begin at the same time one calls them, and the others wait for it.
 *
 * <p>Who tries tests again may want to begin and end their classes as often, which tests of these classes must not see: they run
 * {@linkplain #using(Supplier) using} the classes, and trials are made {@linkplain #apart apart}.
 */
public final class ClassLifecycles {

    private final Duration limit;
    private final long seed;
    private final Reserve reserve;
    private final Map<TestDescriptor, Beginning> beginnings = new ConcurrentHashMap<>();

    /** Read by tests that run, written by trials. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock(true);

    /**
     * Call such methods.
     *
     * @param limit   how long those before, and those after, may take for one class
     * @param seed    seed of the run's random numbers
     * @param reserve what comes after them has if they leave nothing
     */
    public ClassLifecycles(Duration limit, long seed, Reserve reserve) {
        this.limit = limit;
        this.seed = seed;
        this.reserve = reserve;
    }

    /** What became of the methods before the tests of a class. */
    private static final class Beginning {

        private final ReentrantLock lock = new ReentrantLock();
        private boolean begun;
        private boolean ended;
        private Optional<Throwable> failure = Optional.empty();
    }

    /** Begin the classes around a test, the outermost first; what that threw for one of them, it throws for all of its tests. */
    public void begin(TestDescriptor test) {
        test.getParent().ifPresent(this::begin);
        if (test instanceof ClassDescriptor descriptor) {
            Steps steps = new Steps();
            begun(descriptor).failure.ifPresent(steps::add);
            steps.end();
        }
    }

    /** End a container after the last of its tests; does nothing unless it is a class that one of them has begun. */
    void end(TestDescriptor container) {
        if (container instanceof ClassDescriptor descriptor && beginnings.containsKey(container)) {
            using(() -> {
                beginnings.computeIfAbsent(descriptor, _ -> new Beginning()).ended = true;
                runAfter(descriptor);
                return descriptor;
            });
        }
    }

    /** Do what needs the classes of tests to stay as they are; waits for trials that are being made. */
    public <T> T using(Supplier<T> action) {
        use.readLock().lock();
        try {
            return action.get();
        } finally {
            use.readLock().unlock();
        }
    }

    /** Return lifecycles in which nothing has begun yet, for a trial. */
    public ClassLifecycles anew() {
        return new ClassLifecycles(limit, seed, reserve);
    }

    /**
     * Make trials that begin and end the classes of tests by themselves: those that have begun are ended before and begun again after them,
     * and no test runs meanwhile. Where no class has such methods, nothing waits for anything.
     *
     * @throws IllegalStateException if tests go on for so long that no trial can be made
     */
    public <T> T apart(Collection<? extends TestDescriptor> tests, Supplier<T> trials) {
        List<ClassDescriptor> classes = tests.stream().flatMap(test -> around(test).reversed().stream()).distinct()
                .filter(ClassLifecycles::hasMethods).toList();
        if (classes.isEmpty()) {
            return trials.get();
        }
        lockForTrials();
        try {
            return apart(classes.stream().filter(this::isInUse).toList(), trials, new Steps());
        } finally {
            use.writeLock().unlock();
        }
    }

    private <T> T apart(List<ClassDescriptor> inUse, Supplier<T> trials, Steps steps) {
        List<T> result = new ArrayList<>();
        steps.attempt(() -> {
            inUse.reversed().forEach(this::runAfter);
            result.add(trials.get());
        });
        inUse.forEach(each -> steps.attempt(() -> beginAgain(each)));
        steps.end();
        return result.getFirst();
    }

    private void lockForTrials() {
        try {
            if (!use.writeLock().tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("no trial could be made, as other tests went on for "
                        + limit.toSeconds() + " s, and the methods that run once for their classes cannot be called "
                        + "again meanwhile; raise -Dtimeout, or run with -Ddevice=0");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for other tests, so that no trial was made", e);
        }
    }

    private void beginAgain(ClassDescriptor descriptor) {
        try {
            runBefore(descriptor);
        } catch (Throwable e) {
            beginnings.computeIfAbsent(descriptor, _ -> new Beginning()).failure = Optional.of(e);
            throw e;
        }
    }

    /**
     * End what a trial has begun around its tests and that no later one needs; what that throws is of no test.
     *
     * @param test  has ended
     * @param later come after it
     */
    public void endAround(TestDescriptor test, List<? extends TestDescriptor> later) {
        Steps steps = new Steps();
        around(test).stream().filter(each -> later.stream().noneMatch(next -> around(next).contains(each)))
                .forEach(each -> steps.attempt(() -> end(each)));
        steps.end();
    }

    /** End whatever a trial has begun and not ended, the innermost first. */
    public void endAll() {
        Steps steps = new Steps();
        beginnings.entrySet().stream().filter(each -> !each.getValue().ended).map(Map.Entry::getKey)
                .sorted(Comparator.comparingInt(each -> -each.getUniqueId().getSegments().size())).toList()
                .forEach(each -> steps.attempt(() -> end(each)));
        steps.end();
    }

    /** Return the classes around a test, the innermost first. */
    private static List<ClassDescriptor> around(TestDescriptor test) {
        return Stream.iterate(Optional.of(test), Optional::isPresent, each -> each.flatMap(TestDescriptor::getParent))
                .flatMap(Optional::stream).filter(ClassDescriptor.class::isInstance).map(ClassDescriptor.class::cast)
                .toList();
    }

    private static boolean hasMethods(ClassDescriptor descriptor) {
        return !descriptor.declared().lifecycle().beforeAll().isEmpty()
                || !descriptor.declared().lifecycle().afterAll().isEmpty();
    }

    private boolean isInUse(ClassDescriptor descriptor) {
        Beginning beginning = beginnings.get(descriptor);
        return beginning != null && beginning.begun && !beginning.ended && beginning.failure.isEmpty();
    }

    private Beginning begun(ClassDescriptor descriptor) {
        Beginning beginning = beginnings.computeIfAbsent(descriptor, _ -> new Beginning());
        beginning.lock.lock();
        try {
            if (!beginning.begun) {
                beginning.begun = true;
                runBefore(descriptor);
            }
        } catch (Throwable e) {
            beginning.failure = Optional.of(e);
        } finally {
            beginning.lock.unlock();
        }
        return beginning;
    }

    private void runBefore(ClassDescriptor descriptor) {
        run(descriptor, "BeforeAll", descriptor.declared().lifecycle().beforeAll());
    }

    private void runAfter(ClassDescriptor descriptor) {
        run(descriptor, "AfterAll", descriptor.declared().lifecycle().afterAll());
    }

    /** Of the methods before, none runs after one that has failed; those after all run. */
    private void run(ClassDescriptor descriptor, String annotation, List<LifecycleMethod> methods) {
        if (methods.isEmpty()) {
            return;
        }
        SplittableRandom random = new SplittableRandom(seed * 31 + descriptor.getUniqueId().toString().hashCode());
        String subject = "the @" + annotation + " methods of " + descriptor.declared().type().getSimpleName();
        TimedBody.run(subject,
                "raise -Dtimeout", () -> {
                    Steps steps = new Steps();
                    for (LifecycleMethod each : methods) {
                        steps.attempt(() -> ReflectionSupport.invokeMethod(each.method(), null,
                                each.parameters().stream().map(_ -> random).toArray()));
                        if (annotation.startsWith("Before")) {
                            steps.end();
                        }
                    }
                    steps.end();
                }, limit, () -> reserve.giveWay(subject));
    }
}
