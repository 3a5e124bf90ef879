package org.chiptest.engine.internal.lease;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

import org.chiptest.engine.internal.device.DeviceKind;
import org.chiptest.engine.internal.device.DeviceSource;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.engine.internal.outcome.BadEnd;
import org.chiptest.engine.internal.settings.DeviceChoice;

/**
 * Lease devices, each to one test at a time, and keep those of level 2 open in between: one for each device number and kind.
 *
 * <p>A test gets all devices that it needs at once, or none. Slots change hands under the pool's lock; the devices of a leased slot
 * belong to the thread that holds the lease.
 */
public final class DevicePool {

    private final DeviceChoice choice;
    private final DeviceSource source;
    private final Executor openers;
    private final Runnable onReturn;
    private final List<Slot> free = new ArrayList<>();
    private final List<Slot> slots;

    /** What went wrong when devices were closed to make room; it is nobody's failure but the run's. */
    private final List<BadEnd> badEnds = new CopyOnWriteArrayList<>();

    /**
     * Lease devices.
     *
     * @param choice      says which there are
     * @param largestNeed how many the test that needs most of those of which there is no lack needs
     * @param source      opens them
     * @param openers     runs what opens them ahead of time
     * @param onReturn    is told, on any thread, that devices have been given back
     */
    public DevicePool(DeviceChoice choice, int largestNeed, DeviceSource source, Executor openers, Runnable onReturn) {
        this.choice = choice;
        this.source = source;
        this.openers = openers;
        this.onReturn = onReturn;
        this.slots = choice.pool(largestNeed).stream().map(Slot::new).toList();
        free.addAll(slots);
    }

    /** Start to open the devices that the next tests will use if they start together, before they lease them. */
    public synchronized void warm(List<DeviceNeed> next) {
        List<Slot> untouched = new ArrayList<>(slots);
        for (DeviceNeed need : next) {
            List<Slot> chosen = choose(need, untouched);
            if (chosen.size() < need.devices()) {
                return;
            }
            untouched.removeAll(chosen);
            if (need.use() == DeviceNeed.Use.SHARED) {
                chosen.forEach(slot -> slot.open.computeIfAbsent(need.kind(), kind -> CompletableFuture
                        .supplyAsync(() -> source.open(kind, slot.deviceId), openers)));
            }
        }
    }

    /**
     * Return which needs can be met with the devices that are free now.
     *
     * <p>A device that is given back later changes nothing in it: tests that are asked for one after the other must not find that
     * the second one is lucky where the first one was not.
     */
    public synchronized Predicate<DeviceNeed> leasable() {
        List<Slot> now = List.copyOf(free);
        return need -> choose(need, now).size() == need.devices();
    }

    /** Tell whether all devices are leased, so that no need can be met. */
    public synchronized boolean isExhausted() {
        return free.isEmpty();
    }

    /** Lease the devices that a test needs: one on which its kind is open already, or else the lowest that are free. */
    public synchronized Lease lease(DeviceNeed need) {
        List<Slot> chosen = choose(need, free);
        if (chosen.size() < need.devices()) {
            throw new IllegalStateException(need + " cannot be leased: only " + chosen.size() + " devices are free");
        }
        free.removeAll(chosen);
        return new Lease(chosen, need);
    }

    /** Choose among slots; fewer than needed if there are no more. */
    private List<Slot> choose(DeviceNeed need, List<Slot> from) {
        List<Slot> allowed = from.stream()
                .filter(slot -> choice.allows(need.kind().variant().platform(), slot.deviceId)).toList();
        Optional<Slot> open = need.use() == DeviceNeed.Use.SHARED
                ? allowed.stream().filter(slot -> slot.open.containsKey(need.kind())).findFirst()
                : Optional.empty();
        return open.map(List::of).orElseGet(() -> allowed.stream().limit(need.devices()).toList());
    }

    private void giveBack(List<Slot> leased) {
        synchronized (this) {
            free.addAll(leased);
            free.sort(Comparator.comparingInt(slot -> slot.deviceId));
            notifyAll();
        }
        onReturn.run();
    }

    /**
     * Wait for other devices than some that were given back, and lease them.
     *
     * @throws InterruptedException if the thread is interrupted; then nothing is leased
     */
    private synchronized List<Slot> awaitOthers(DeviceNeed need, List<Slot> before) throws InterruptedException {
        List<Slot> chosen = choose(need, without(free, before));
        while (chosen.size() < need.devices()) {
            wait();
            chosen = choose(need, without(free, before));
        }
        free.removeAll(chosen);
        return chosen;
    }

    private static boolean isCard(DeviceKind kind) {
        return kind.variant().platform().capabilities().limited();
    }

    private static List<Slot> without(List<Slot> from, List<Slot> some) {
        return from.stream().filter(each -> !some.contains(each)).toList();
    }

    /** Close all devices, and return which ended badly, now or to make room; call it when none is leased. */
    public List<BadEnd> close() {
        slots.forEach(slot -> badEnds.addAll(slot.close(_ -> true)));
        return List.copyOf(badEnds);
    }

    private static final class Slot {

        private final int deviceId;
        private final Map<DeviceKind, CompletableFuture<OpenDevice>> open = new LinkedHashMap<>();

        Slot(int deviceId) {
            this.deviceId = deviceId;
        }

        /** Close the devices of some kinds, and return which ended badly. */
        List<BadEnd> close(Predicate<DeviceKind> kinds) {
            List<BadEnd> failures = new ArrayList<>();
            for (DeviceKind kind : open.keySet().stream().filter(kinds).toList()) {
                remove(kind).ifPresent(device -> {
                    try {
                        device.close();
                    } catch (RuntimeException | Error e) {
                        failures.add(new BadEnd(deviceId, kind, device.history(), e));
                    }
                });
            }
            return failures;
        }

        /** Close the device of a kind, if there is one. */
        void close(DeviceKind kind) {
            remove(kind).ifPresent(OpenDevice::close);
        }

        /** Take out the device of a kind, if it is open or about to be; one that could not be opened is forgotten. */
        private Optional<OpenDevice> remove(DeviceKind kind) {
            return Optional.ofNullable(open.remove(kind)).map(opening -> opening.exceptionally(failure -> null).join());
        }
    }

    /** The right to use devices, held by one test. */
    public final class Lease implements AutoCloseable {

        private List<Slot> leased;
        private final DeviceNeed need;

        private Lease(List<Slot> leased, DeviceNeed need) {
            this.leased = leased;
            this.need = need;
        }

        /** Return the numbers of the devices, ascending. */
        public List<Integer> deviceIds() {
            return leased.stream().map(slot -> slot.deviceId).toList();
        }

        /** Return the same right to the only device, used as another kind: who holds this lease gives it back. */
        public Lease on(DeviceKind kind) {
            return new Lease(leased, new DeviceNeed(kind, need.devices(), need.use()));
        }

        /** Return what the devices were leased for. */
        public DeviceNeed need() {
            return need;
        }

        /** Return the only device, opening it if it is not open. */
        public OpenDevice device() {
            Map<DeviceKind, CompletableFuture<OpenDevice>> open = only().open;
            CompletableFuture<OpenDevice> opening = open.computeIfAbsent(need.kind(),
                    each -> CompletableFuture.supplyAsync(this::fresh, Runnable::run));
            try {
                return opening.join();
            } catch (CompletionException e) {
                open.remove(need.kind());
                throw e.getCause() instanceof RuntimeException failure ? failure : e;
            }
        }

        /** Open the only device once more, so that nobody else gets it; the caller closes it. */
        public OpenDevice fresh() {
            return source.open(need.kind(), only().deviceId);
        }

        /** Close the only device, so that the next lease opens another. */
        public void discard() {
            only().close(need.kind());
        }

        /**
         * Close what the pool keeps open on the devices if they are cards: one process at a time owns a card. A simulated device lives in its
         * process, so that one stays open beside it costs nothing but memory, and a process less is started afterwards.
         *
         * <p>A device that ends badly was no test's of this lease; that is told when the pool is closed.
         */
        public void vacate() {
            if (isCard(need.kind())) {
                leased.forEach(slot -> badEnds.addAll(slot.close(DevicePool::isCard)));
            }
        }

        /**
         * Exchange all devices for others, which may take as long as others use them: they are given back first, so that nobody waits for
         * devices while holding some. Tells whether the pool has others at all; if not, nothing changes.
         */
        public boolean changeDevices() {
            List<Slot> before = leased;
            if (choose(need, without(slots, before)).size() < need.devices()) {
                return false;
            }
            leased = List.of();
            giveBack(before);
            try {
                leased = awaitOthers(need, before);
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for another device", e);
            }
        }

        /** Give all devices back at once. */
        @Override
        public void close() {
            giveBack(leased);
        }

        private Slot only() {
            return leased.getFirst();
        }
    }
}
