package org.chiptest.runtime.process;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.chiptest.runtime.device.Device;

/**
 * Keep chips that host workers have left in order, so that the next ones need not start processes for theirs: all of one kind, at most one
 * for each device. Whoever creates it closes it, after the host workers.
 *
 * <p>What is kept has given back everything, and its process is as it was before the first user code, as far as that can be seen; who
 * takes it has it probed. All methods may be called from any thread.
 */
public final class ChipPool implements AutoCloseable {

    private final Map<Integer, Kept> kept = new TreeMap<>();
    private boolean closed;

    /** A chip in the pool, and who has used it. */
    private record Kept(Device device, List<String> users) {}

    /**
     * Describe the use of the pool by one host worker.
     *
     * @param user names it to whoever comes after it
     */
    public Visit visit(String user) {
        return new Visit(user);
    }

    /**
     * Close the chips that are in the pool, all of them even if some crash over it; none is taken any more.
     *
     * @throws RuntimeException if one did not close in order: what its libraries do at their end is only seen now
     */
    @Override
    public void close() {
        List<Kept> last;
        synchronized (this) {
            closed = true;
            last = List.copyOf(kept.values());
            kept.clear();
        }
        List<RuntimeException> failures = new ArrayList<>();
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

    private synchronized Optional<Kept> take(int deviceId) {
        return Optional.ofNullable(kept.remove(deviceId));
    }

    private synchronized boolean keep(int deviceId, Kept chip) {
        return !closed && kept.putIfAbsent(deviceId, chip) == null;
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
