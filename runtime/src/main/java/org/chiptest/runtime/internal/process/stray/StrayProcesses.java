package org.chiptest.runtime.internal.process.stray;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

import org.chiptest.runtime.internal.linker.Libc;
import org.chiptest.runtime.internal.linker.LibcException;
import org.chiptest.runtime.internal.settings.HostClock;

/**
 * The processes that user code of one worker has started: found by the worker's token in their environment, and as descendants of the
 * worker as long as it lives, which adopts what its children leave.
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

    /** PF_KTHREAD, among the flags of a process. */
    private static final long KERNEL_THREAD = 0x0020_0000;

    private final WorkerToken token;
    private final long worker;
    /** Processes of the device's own. */
    private volatile List<StrayProcess> own = List.of();

    /** Look for what was started in a worker process, whose own id is given; 0: it is long gone. */
    public StrayProcesses(WorkerToken token, long worker) {
        this.token = token;
        this.worker = worker;
    }

    /** What the system says about a process. */
    private record Seen(long pid, String name, char state, long parent, boolean isOfTheKernel, long started) {

        boolean hasEnded() {
            return state == 'Z' || state == 'X';
        }

        boolean isSame(Seen later) {
            return pid == later.pid && started == later.started;
        }
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
        List<Seen> living = look(before, found);
        for (int round = 0; round < ROUNDS && !living.isEmpty(); round++) {
            List<Seen> killed = living.stream().filter(StrayProcesses::kill).toList();
            killed.forEach(StrayProcesses::awaitEnd);
            living = killed.isEmpty() ? killed : look(before, found);
        }
        return List.copyOf(found.values());
    }

    /** Add what is user code's to that which was found, and return what lives of it, and of workers below. */
    private List<Seen> look(List<StrayProcess> before, Map<Long, StrayProcess> found) {
        List<Seen> all = look();
        List<Seen> family = family(all);
        List<Seen> living = new ArrayList<>();
        boolean workerLives = all.stream().anyMatch(this::isWorker);
        for (Seen seen : all) {
            boolean known = isIn(before, seen);
            boolean kept = isIn(own, seen);
            byte[] environment = environment(seen);
            if (seen.pid == worker || kept && workerLives
                    || !kept && !known && !token.isAbove(environment) && !family.contains(seen)) {
                continue;
            }
            if (!kept && (known || !token.isAbove(environment) || token.isIn(environment))) {
                found.putIfAbsent(seen.pid, stray(seen));
            }
            if (!seen.hasEnded()) {
                living.add(seen);
            }
        }
        return living;
    }

    private boolean isOfWorkerBelow(Seen seen) {
        byte[] environment = environment(seen);
        return token.isAbove(environment) && !token.isIn(environment);
    }

    /** Tell whether this is the worker, which has not ended: its process id may be another one's. */
    private boolean isWorker(Seen seen) {
        return seen.pid == worker && !seen.hasEnded() && token.isIn(environment(seen));
    }

    private static boolean isIn(List<StrayProcess> some, Seen seen) {
        return some.stream().anyMatch(stray -> stray.pid() == seen.pid && stray.started() == seen.started);
    }

    /** Find the descendants of the worker; none if it has ended, since its process id may be another one's. */
    private List<Seen> family(List<Seen> all) {
        Set<Long> parents = new HashSet<>(Set.of(worker));
        List<Seen> family = new ArrayList<>();
        boolean grew = all.stream().anyMatch(this::isWorker);
        while (grew) {
            grew = false;
            for (Seen seen : all) {
                if (parents.contains(seen.parent) && parents.add(seen.pid)) {
                    family.add(seen);
                    grew = true;
                }
            }
        }
        return family;
    }

    /** Return the environment that a process was started with; one that has ended has none. One that is just becoming another program has none for a moment. */
    private static byte[] environment(Seen seen) {
        Path file = PROC.resolve(seen.pid + "/environ");
        Optional<byte[]> environment = read(file);
        for (int i = 0; i < LOOKS && !seen.hasEnded()
                && environment.filter(bytes -> bytes.length == 0).isPresent(); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            environment = read(file);
        }
        return environment.orElse(new byte[0]);
    }

    private static List<Seen> look() {
        List<Seen> all = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                of(Long.parseLong(process.getFileName().toString())).filter(seen -> !seen.isOfTheKernel)
                        .ifPresent(all::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for processes that user code has left in " + PROC, e);
        }
        return all;
    }

    /** Look at one process; nothing if it is gone. */
    private static Optional<Seen> of(long pid) {
        return read(PROC.resolve(pid + "/stat")).map(bytes -> {
            // the name is in parentheses and may contain any character
            String text = new String(bytes, StandardCharsets.UTF_8);
            int end = text.lastIndexOf(')');
            String[] rest = text.substring(end + 2).split(" ");
            return new Seen(pid, text.substring(text.indexOf('(') + 1, end), rest[0].charAt(0),
                    Long.parseLong(rest[1]), (Long.parseLong(rest[6]) & KERNEL_THREAD) != 0,
                    Long.parseLong(rest[19]));
        });
    }

    /** Read a file of a process; nothing if the process is gone, or belongs to somebody else. */
    private static Optional<byte[]> read(Path file) {
        // no channel: that of an interrupted thread closes itself
        try (InputStream in = new FileInputStream(file.toFile())) {
            return Optional.of(in.readAllBytes());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Kill a process; false if it is gone, or that is not allowed. */
    private static boolean kill(Seen seen) {
        int descriptor;
        try {
            descriptor = Libc.pidfdOpen(seen.pid);
        } catch (LibcException e) {
            // it is gone
            return false;
        }
        try {
            if (of(seen.pid).filter(seen::isSame).isEmpty()) {
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

    private static void awaitEnd(Seen seen) {
        long end = HostClock.nanos() + KILL_DEADLINE.toNanos();
        while (of(seen.pid).filter(seen::isSame).filter(now -> !now.hasEnded()).isPresent()) {
            if (HostClock.nanos() - end > 0) {
                throw new IllegalStateException("process " + seen.pid + " ('" + seen.name
                        + "'), which user code has left, has not ended " + KILL_DEADLINE + " after SIGKILL");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static StrayProcess stray(Seen seen) {
        return new StrayProcess(seen.pid, seen.name, seen.started, seen.hasEnded());
    }
}
