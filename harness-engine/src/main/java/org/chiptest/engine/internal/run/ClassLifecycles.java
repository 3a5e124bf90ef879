package org.chiptest.engine.internal.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import org.chiptest.engine.internal.declaration.LifecycleMethod;
import org.chiptest.engine.internal.descriptor.ClassDescriptor;
import org.chiptest.engine.internal.timed.Steps;
import org.chiptest.engine.internal.timed.TimedBody;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.TestDescriptor;

/**
 * Call the methods that run once for a class: before the first of its tests that really runs, and after its last. Thread-safe: of
 * tests that begin at the same time one calls them, and the others wait for it.
 */
public final class ClassLifecycles {

    private final Duration limit;
    private final long seed;
    private final Map<TestDescriptor, Beginning> beginnings = new ConcurrentHashMap<>();

    /**
     * Call such methods.
     *
     * @param limit how long those before, and those after, may take for one class
     * @param seed  seed of the run's random numbers
     */
    public ClassLifecycles(Duration limit, long seed) {
        this.limit = limit;
        this.seed = seed;
    }

    /** What became of the methods before the tests of a class. */
    private static final class Beginning {

        private final ReentrantLock lock = new ReentrantLock();
        private boolean begun;
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
            run(descriptor, "AfterAll", descriptor.declared().lifecycle().afterAll());
        }
    }

    private Beginning begun(ClassDescriptor descriptor) {
        Beginning beginning = beginnings.computeIfAbsent(descriptor, _ -> new Beginning());
        beginning.lock.lock();
        try {
            if (!beginning.begun) {
                beginning.begun = true;
                run(descriptor, "BeforeAll", descriptor.declared().lifecycle().beforeAll());
            }
        } catch (Throwable e) {
            beginning.failure = Optional.of(e);
        } finally {
            beginning.lock.unlock();
        }
        return beginning;
    }

    /** Of the methods before, none runs after one that has failed; those after all run. */
    private void run(ClassDescriptor descriptor, String annotation, List<LifecycleMethod> methods) {
        if (methods.isEmpty()) {
            return;
        }
        SplittableRandom random = new SplittableRandom(seed * 31 + descriptor.getUniqueId().toString().hashCode());
        TimedBody.run("the @" + annotation + " methods of " + descriptor.declared().type().getSimpleName(),
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
                }, limit);
    }
}
