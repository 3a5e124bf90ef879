package org.chiptest.runtime.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.internal.process.launch.OpenResources;
import org.chiptest.runtime.internal.settings.HostClock;

/**
 * Keep chips that host workers have left in order, so that the next ones need not start processes for theirs: all of one kind, at most one
 * for each device. Whoever creates it closes it, after the host workers.
 *
 * <p>Sub workers serve one host worker each; while more are expected, the process of the next one is started ahead.
 *
 * <p>What is kept has given back everything, and its process is as it was before the first user code, as far as that can be seen; who
 * takes it has it probed. All methods may be called from any thread.
 */
public final class ChipPool implements AutoCloseable {

    /** How long a process may take to be there, which takes milliseconds unless the machine is out of them. */
    private static final Duration START = Duration.ofSeconds(60);

    private final Map<Integer, Kept> kept = new TreeMap<>();
    private final Duration startDeadline;
    private int expectedSubWorkers;
    private Optional<Ahead> subWorker = Optional.empty();
    private boolean closed;

    /** A chip in the pool, and who has used it. */
    private record Kept(Device device, List<String> users) {}

    /** Create an empty pool. */
    public ChipPool() {
        this(START);
    }

    ChipPool(Duration startDeadline) {
        this.startDeadline = startDeadline;
    }

    /**
     * Describe the use of the pool by one host worker.
     *
     * @param user names it to whoever comes after it
     */
    public Visit visit(String user) {
        return new Visit(user);
    }

    /** Say that host workers will ask for so many more sub workers; without that, none is started ahead. */
    public synchronized void expectSubWorkers(int more) {
        expectedSubWorkers += more;
    }

    /**
     * Close the chips that are in the pool, all of them even if some crash over it, and the sub worker that was started ahead; none is
     * taken any more.
     *
     * @throws RuntimeException if one did not close in order: what its libraries do at their end is only seen now
     */
    @Override
    public void close() {
        List<Kept> last;
        Optional<Ahead> ahead;
        synchronized (this) {
            closed = true;
            last = List.copyOf(kept.values());
            kept.clear();
            ahead = subWorker;
            subWorker = Optional.empty();
        }
        List<RuntimeException> failures = new ArrayList<>();
        try (OpenResources unused = new OpenResources()) {
            ahead.flatMap(start -> start.await(startDeadline)).ifPresent(unused::add);
        } catch (RuntimeException e) {
            failures.add(e);
        }
        for (Kept each : last) {
            try {
                each.device.close();
            } catch (RuntimeException e) {
                failures.add(
                        new IllegalStateException("a chip that host workers had left did not close in order; used by "
                                + String.join(", ", each.users) + ": " + e.getMessage(), e));
            }
        }
        if (!failures.isEmpty()) {
            RuntimeException first = failures.removeFirst();
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }

    private Optional<AutoCloseable> takeSubWorker() {
        Optional<Ahead> ahead;
        synchronized (this) {
            expectedSubWorkers = Math.max(0, expectedSubWorkers - 1);
            ahead = subWorker;
            subWorker = Optional.empty();
        }
        return ahead.flatMap(start -> start.await(startDeadline));
    }

    private synchronized void startSubWorker(Supplier<AutoCloseable> start) {
        if (!closed && expectedSubWorkers > 0 && subWorker.isEmpty()) {
            subWorker = Optional.of(new Ahead(start));
        }
    }

    private synchronized Optional<Kept> take(int deviceId) {
        return Optional.ofNullable(kept.remove(deviceId));
    }

    private synchronized boolean keep(int deviceId, Kept chip) {
        return !closed && kept.putIfAbsent(deviceId, chip) == null;
    }

    /** A process that a thread of its own starts. */
    private static final class Ahead {

        private final CompletableFuture<AutoCloseable> process = new CompletableFuture<>();
        private final Thread starter;

        Ahead(Supplier<AutoCloseable> start) {
            starter = Thread.ofPlatform().daemon().name("chiptest-sub-worker-ahead").start(() -> {
                try {
                    process.complete(start.get());
                } catch (Throwable e) {
                    process.completeExceptionally(e);
                }
            });
        }

        /**
         * Wait until the process is there; if it cannot be started, who starts one instead is told why.
         *
         * @throws IllegalStateException if it is not there in time; it is closed as soon as it is
         */
        Optional<AutoCloseable> await(Duration deadline) {
            long end = HostClock.nanos() + deadline.toNanos();
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return Optional.of(process.get(end - HostClock.nanos(), TimeUnit.NANOSECONDS));
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } catch (ExecutionException e) {
                return Optional.empty();
            } catch (TimeoutException e) {
                var _ = process.thenAccept(Ahead::closeLate);
                throw new IllegalStateException("the process of a sub worker that is started ahead is not there after "
                        + deadline.toMillis() + " ms: " + whereabouts()
                        + "; see whether this machine can still start processes", e);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private static void closeLate(AutoCloseable process) {
            try (OpenResources unused = new OpenResources()) {
                unused.add(process);
            } catch (RuntimeException e) {
                System.getLogger(ChipPool.class.getName()).log(System.Logger.Level.WARNING,
                        "a sub worker that came too late did not close in order", e);
            }
        }

        private String whereabouts() {
            StackTraceElement[] stack = starter.getStackTrace();
            return "its thread " + starter.getName()
                    + (stack.length == 0 ? " has ended" : " is " + starter.getState() + " in " + stack[0]);
        }
    }

    /** The use of the pool by one host worker. */
    public final class Visit {

        private final String user;
        private final IdentityHashMap<Device, List<String>> before = new IdentityHashMap<>();
        private boolean ended;

        private Visit(String user) {
            this.user = user;
        }

        /** Take the chip of a device out of the pool, if there is one. */
        public synchronized Optional<Device> take(int deviceId) {
            return ended ? Optional.empty() : ChipPool.this.take(deviceId).map(chip -> {
                before.put(chip.device, chip.users);
                return chip.device;
            });
        }

        /** Take the process of a sub worker that was started ahead, if there is one; it has run nothing, and may have ended. */
        public synchronized Optional<AutoCloseable> takeSubWorker() {
            return ended ? Optional.empty() : ChipPool.this.takeSubWorker();
        }

        /** Start the process of the next sub worker ahead, if one is expected and there is none; on another thread, so that nobody waits. */
        public synchronized void startSubWorker(Supplier<AutoCloseable> start) {
            if (!ended) {
                ChipPool.this.startSubWorker(start);
            }
        }

        /** Tell whether chips are kept. */
        public synchronized boolean isOpen() {
            return !ended;
        }

        /** Put a chip into the pool; who is told that it is not kept closes it. */
        public synchronized boolean keep(int deviceId, Device device) {
            List<String> users = new ArrayList<>(before.getOrDefault(device, List.of()));
            users.add(user);
            return !ended && ChipPool.this.keep(deviceId, new Kept(device, List.copyOf(users)));
        }

        /** Neither take nor keep any more chips: something failed, and nobody else is to wonder whether it was because of them. */
        public synchronized void end() {
            ended = true;
        }

        /** Name those who had used the chips that were taken, each once. */
        public synchronized List<String> before() {
            Set<String> users = new LinkedHashSet<>();
            before.values().forEach(users::addAll);
            return List.copyOf(users);
        }
    }
}
