package org.chiptest.endtoend;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.tensor.HostTensor;

/** What one scenario does wrong, and where. */
record Injection(Place place, Fault fault) {

    /** Added to a fault that the orchestration's library commits when it is closed; {@code fault.h} knows it too. */
    private static final long AT_UNLOAD = 1000;

    static final Injection NONE = new Injection(Place.KERNEL, Fault.NONE);

    /** Where something goes wrong. */
    enum Place {
        KERNEL, ORCHESTRATION,
        /** The constructor of a kernel's library, which runs when it is prepared. */
        CONSTRUCTOR,
        /** The destructor of the orchestration's library, which runs when the callable is unregistered. */
        DESTRUCTOR,
        /** The scenario itself. */
        SCENARIO
    }

    /** Return everything that can go wrong. */
    static List<Injection> all() {
        Stream<Injection> code = Stream.of(Place.KERNEL, Place.ORCHESTRATION)
                .flatMap(place -> Arrays.stream(Fault.values())
                        .filter(fault -> fault.code() != 0 && fault != Fault.HEAP_SMASHED_SILENTLY
                                && fault != Fault.SMASHED_HEAP_USED)
                        .filter(fault -> fault != Fault.DEADLOCK || place == Place.KERNEL)
                        .filter(fault -> fault != Fault.LITTLE_STACK || place == Place.ORCHESTRATION)
                        .filter(Fault::isPossible)
                        .map(fault -> new Injection(place, fault)));
        return Stream.concat(code, Stream.of(new Injection(Place.CONSTRUCTOR, Fault.EXCEPTION),
                new Injection(Place.CONSTRUCTOR, Fault.ABORT), new Injection(Place.CONSTRUCTOR, Fault.FORK),
                new Injection(Place.DESTRUCTOR, Fault.FLUSH_TO_ZERO), new Injection(Place.DESTRUCTOR, Fault.FORK),
                new Injection(Place.DESTRUCTOR, Fault.DAEMON),
                new Injection(Place.SCENARIO, Fault.SHARED_MEMORY_EXHAUSTED),
                new Injection(Place.SCENARIO, Fault.THREAD_THAT_RUNS_ON))).toList();
    }

    /** Return what changes the process of a chip of a host worker, or uses that on and on. */
    static List<Injection> onHost() {
        return Stream.concat(Arrays.stream(Fault.values())
                .filter(fault -> fault.changesProcess() && fault.isPossible() && fault != Fault.LITTLE_STACK)
                .map(fault -> new Injection(Place.KERNEL, fault)),
                Stream.of(new Injection(Place.SCENARIO, Fault.THREAD_THAT_RUNS_ON))).toList();
    }

    /** Call something again and again in a thread that nobody ends, and return when it has been called. */
    static void leaveRunning(Runnable use) {
        CountDownLatch called = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    use.run();
                    called.countDown();
                }
            } catch (RuntimeException e) {
                // it is refused, which ends the thread
                called.countDown();
            }
        });
        try {
            called.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a scenario that is not late", e);
        }
    }

    /** Return what becomes of the scenario that does this. */
    Fault.Outcome outcome() {
        boolean thread = fault == Fault.THREAD_LEFT || fault == Fault.NAMED_THREAD_LEFT;
        // the code of an orchestration goes when it is unregistered, which its thread may not survive
        return thread && place == Place.ORCHESTRATION ? Fault.Outcome.EITHER : fault.outcome();
    }

    /** Return the name of a case that does this. */
    String caseName() {
        return (place + "_" + fault).toLowerCase(Locale.ROOT);
    }

    /** Return the pattern of what the failure must say, over several lines. */
    String words() {
        String where = switch (place) {
            case KERNEL -> fault == Fault.DEADLOCK ? "" : "kernel 7";
            case ORCHESTRATION -> "orchestration";
            case CONSTRUCTOR, DESTRUCTOR, SCENARIO -> "";
        };
        if (fault == Fault.GARBAGE_IN_MAILBOX || fault == Fault.NO_CLOCK) {
            // what was running is not to be read any more
            where = "";
        }
        String words = place == Place.CONSTRUCTOR ? "prepare_callable failed.*SIGABRT" : fault.words();
        return "(?s)(?=.*(?:" + words + "))(?=.*" + where + ")(?=.*-Dcase=)";
    }

    TaskArgs arguments(HostTensor counter) {
        return arguments(new TaskArgs().tensor(counter));
    }

    /** Return the arguments of a task of a graph, which says what becomes of its tensors. */
    TaskArgs arguments(HostTensor counter, TensorArgType use) {
        return arguments(new TaskArgs().tensor(counter, use));
    }

    private TaskArgs arguments(TaskArgs counter) {
        long orchestration = switch (place) {
            case ORCHESTRATION -> fault.code();
            case DESTRUCTOR -> AT_UNLOAD + fault.code();
            case KERNEL, CONSTRUCTOR, SCENARIO -> 0;
        };
        return counter.scalar(orchestration)
                .scalar(place == Place.KERNEL ? fault.code() : 0);
    }
}
