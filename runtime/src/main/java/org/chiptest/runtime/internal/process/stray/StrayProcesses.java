package org.chiptest.runtime.internal.process.stray;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.chiptest.runtime.internal.files.ProcessStat;
import org.chiptest.runtime.internal.linker.Libc;
import org.chiptest.runtime.internal.linker.LibcException;
import org.chiptest.runtime.internal.settings.HostClock;

/**
 * The processes that user code of one worker has started: found by the worker's token in their environment, as descendants of the
 * worker as long as it lives, which adopts what its children leave, and beside it, as children of this process that it has not started.
 *
 * <p>A process is killed by a descriptor that was checked after it was opened, so that none is hit which got a used process id.
 */
public final class StrayProcesses {

    private static final Path PROC = Path.of("/proc");
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);

    /** Rounds of looking and killing: what starts others as fast as that is not caught by more of them either. */
    private static final int ROUNDS = 100;
    /** How often a process is looked at that has no environment. */
    private static final int LOOKS = 20;
    private static final long PAUSE_NANOS = 1_000_000;

    private final WorkerToken token;
    private final long worker;
    private final Supplier<Set<Long>> strangers;
    /** Processes of the device's own. */
    private volatile List<StrayProcess> own = List.of();

    /**
     * Look for what was started in a worker process.
     *
     * @param worker    its id
     * @param strangers the ids of what was started beside workers
     */
    public StrayProcesses(WorkerToken token, long worker, Supplier<Set<Long>> strangers) {
        this.token = token;
        this.worker = worker;
        this.strangers = strangers;
    }

    /** Look for what was started in a worker process that is long gone. */
    public static StrayProcesses ofGone(WorkerToken token) {
        return new StrayProcesses(token, 0, Set::of);
    }

    /**
     * Take what descends from the worker now for the device's own: nothing of it is user code's, and it ends after the worker only. To be
     * called when the device is open and no user code has run.
     */
    public void keep() {
        own = descendants();
    }

    /** Return what user code has started and what descends from the worker as long as it lives, whatever its environment. */
    public List<StrayProcess> descendants() {
        return family(look()).stream().filter(seen -> !isOfWorkerBelow(seen)).filter(seen -> !isIn(own, seen))
                .map(StrayProcesses::stray).toList();
    }

    /**
     * End everything that was started in the worker, and in workers below it, but for the worker itself.
     *
     * @param before what {@link #descendants()} returned as long as the worker lived
     * @return what user code of this worker had started; what it had started in workers below is their parents' to tell
     */
    public List<StrayProcess> end(List<StrayProcess> before) {
        Map<Long, StrayProcess> found = new LinkedHashMap<>();
        List<ProcessStat> living = look(before, found);
        for (int round = 0; round < ROUNDS && !living.isEmpty(); round++) {
            List<ProcessStat> killed = living.stream().filter(StrayProcesses::kill).toList();
            killed.forEach(StrayProcesses::awaitEnd);
            living = killed.isEmpty() ? killed : look(before, found);
        }
        // what became this process's own child has nobody else who waits for it
        strangers.get().stream().filter(found::containsKey).forEach(Libc::reap);
        return List.copyOf(found.values());
    }

    /** Add what is user code's to that which was found, and return what lives of it, and of workers below. */
    private List<ProcessStat> look(List<StrayProcess> before, Map<Long, StrayProcess> found) {
        List<ProcessStat> all = look();
        List<ProcessStat> family = family(all);
        List<ProcessStat> living = new ArrayList<>();
        boolean workerLives = all.stream().anyMatch(this::isWorker);
        for (ProcessStat seen : all) {
            boolean known = isIn(before, seen);
            boolean kept = isIn(own, seen);
            byte[] environment = environment(seen);
            if (seen.pid() == worker || kept && workerLives
                    || !kept && !known && !token.isAbove(environment) && !family.contains(seen)) {
                continue;
            }
            if (!kept && (known || !token.isAbove(environment) || token.isIn(environment))) {
                found.putIfAbsent(seen.pid(), stray(seen));
            }
            if (!seen.hasEnded()) {
                living.add(seen);
            }
        }
        return living;
    }

    private boolean isOfWorkerBelow(ProcessStat seen) {
        byte[] environment = environment(seen);
        return token.isAbove(environment) && !token.isIn(environment);
    }

    /** Tell whether this is the worker, which has not ended: its process id may be another one's. */
    private boolean isWorker(ProcessStat seen) {
        return seen.pid() == worker && !seen.hasEnded() && token.isIn(environment(seen));
    }

    private static boolean isIn(List<StrayProcess> some, ProcessStat seen) {
        return some.stream().anyMatch(stray -> stray.pid() == seen.pid() && stray.started() == seen.begin());
    }

    /**
     * Find what was started beside the worker, and the descendants of both; none of the worker itself if it has ended, since its process
     * id may be another one's.
     */
    private List<ProcessStat> family(List<ProcessStat> all) {
        Set<Long> beside = strangers.get();
        List<ProcessStat> family = new ArrayList<>(
                all.stream().filter(seen -> beside.contains(seen.pid()) && isBesideWorker(seen)).toList());
        Set<Long> parents = new HashSet<>(family.stream().map(ProcessStat::pid).toList());
        if (all.stream().anyMatch(this::isWorker)) {
            parents.add(worker);
        }
        boolean grew = !parents.isEmpty();
        while (grew) {
            grew = false;
            for (ProcessStat seen : all) {
                if (parents.contains(seen.parent()) && parents.add(seen.pid())) {
                    family.add(seen);
                    grew = true;
                }
            }
        }
        return family;
    }

    /** Tell whose a process is that was started beside some worker: one without token and in a group of its own is taken by whoever looks first. */
    private boolean isBesideWorker(ProcessStat seen) {
        byte[] environment = environment(seen);
        return token.isAbove(environment)
                || !WorkerToken.isAny(environment) && (seen.group() == worker || seen.group() == seen.pid());
    }

    /** Return the environment that a process was started with; one that has ended has none. One that is just becoming another program has none for a moment. */
    private static byte[] environment(ProcessStat seen) {
        Path file = PROC.resolve(seen.pid() + "/environ");
        Optional<byte[]> environment = ProcessStat.read(file);
        for (int i = 0; i < LOOKS && !seen.hasEnded()
                && environment.filter(bytes -> bytes.length == 0).isPresent(); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            environment = ProcessStat.read(file);
        }
        return environment.orElse(new byte[0]);
    }

    private static List<ProcessStat> look() {
        List<ProcessStat> all = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                ProcessStat.of(Long.parseLong(process.getFileName().toString()))
                        .filter(seen -> !seen.isOfTheKernel())
                        .ifPresent(all::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for processes that user code has left in " + PROC, e);
        }
        return all;
    }

    /** Kill a process; false if it is gone, or that is not allowed. */
    private static boolean kill(ProcessStat seen) {
        int descriptor;
        try {
            descriptor = Libc.pidfdOpen(seen.pid());
        } catch (LibcException e) {
            // it is gone
            return false;
        }
        try {
            if (ProcessStat.of(seen.pid()).filter(seen::isSame).isEmpty()) {
                return false;
            }
            Libc.pidfdSendSignal(descriptor, Libc.SIGKILL);
            return true;
        } catch (LibcException e) {
            // it has ended meanwhile, or became another user's
            return false;
        } finally {
            Libc.close(descriptor);
        }
    }

    private static void awaitEnd(ProcessStat seen) {
        long end = HostClock.nanos() + KILL_DEADLINE.toNanos();
        while (ProcessStat.of(seen.pid()).filter(seen::isSame).filter(now -> !now.hasEnded()).isPresent()) {
            if (HostClock.nanos() - end > 0) {
                throw new IllegalStateException("process " + seen.pid() + " ('" + seen.name()
                        + "'), which user code has left, has not ended " + KILL_DEADLINE + " after SIGKILL");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static StrayProcess stray(ProcessStat seen) {
        return new StrayProcess(seen.pid(), seen.name(), seen.begin(), seen.hasEnded());
    }
}
