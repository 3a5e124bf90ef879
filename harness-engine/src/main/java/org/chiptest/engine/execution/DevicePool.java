package org.chiptest.engine.execution;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

import org.chiptest.api.Variant;
import org.chiptest.engine.device.DeviceSource;
import org.chiptest.engine.device.OpenDevice;

/**
 * Lease devices, each to one scenario at a time, and keep them open in between: one for each device number and variant.
 *
 * <p>Slots change hands under the pool's lock; the devices of a leased slot belong to the thread that holds the lease.
 */
final class DevicePool implements AutoCloseable {

    private final DeviceSource source;
    private final Executor openers;
    private final List<Slot> free = new ArrayList<>();
    private final List<Slot> slots;

    /** Lease these devices, opening them ahead of time on the threads of an executor. */
    DevicePool(List<Integer> deviceIds, DeviceSource source, Executor openers) {
        this.source = source;
        this.openers = openers;
        this.slots = deviceIds.stream().map(Slot::new).toList();
        free.addAll(slots);
    }

    /** Start to open a device for each of the next variants, one on each device number, before somebody leases it. */
    synchronized void warm(List<Variant> next) {
        for (int i = 0; i < Math.min(next.size(), slots.size()); i++) {
            Slot slot = slots.get(i);
            Variant variant = next.get(i);
            slot.open.computeIfAbsent(variant, each -> CompletableFuture.supplyAsync(
                    () -> source.open(each, slot.deviceId), openers));
        }
    }

    /** Wait for a free device, and lease one on which the variant is open already, or else the lowest. */
    synchronized Lease lease(Variant variant) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the run was interrupted before a device was leased");
        }
        while (free.isEmpty()) {
            wait();
        }
        Slot slot = free.stream().filter(each -> each.open.containsKey(variant)).findFirst().orElse(free.getFirst());
        free.remove(slot);
        return new Lease(slot, variant);
    }

    private synchronized void giveBack(Slot slot) {
        int position = 0;
        while (position < free.size() && free.get(position).deviceId < slot.deviceId) {
            position++;
        }
        free.add(position, slot);
        notifyAll();
    }

    /** Close all devices; call it when none is leased. */
    @Override
    public void close() {
        List<RuntimeException> failures = new ArrayList<>();
        for (Slot slot : slots) {
            for (Variant variant : List.copyOf(slot.open.keySet())) {
                try {
                    slot.close(variant);
                } catch (RuntimeException e) {
                    failures.add(e);
                }
            }
        }
        if (!failures.isEmpty()) {
            RuntimeException first = failures.getFirst();
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    private static final class Slot {

        private final int deviceId;
        private final Map<Variant, CompletableFuture<OpenDevice>> open = new LinkedHashMap<>();

        Slot(int deviceId) {
            this.deviceId = deviceId;
        }

        /** Close the device of a variant, if it is open or about to be; one that could not be opened is forgotten. */
        void close(Variant variant) {
            Optional.ofNullable(open.remove(variant)).map(opening -> opening.exceptionally(failure -> null).join())
                    .ifPresent(OpenDevice::close);
        }
    }

    /** The right to use one device for one variant. */
    final class Lease implements AutoCloseable {

        private final Slot slot;
        private final Variant variant;

        private Lease(Slot slot, Variant variant) {
            this.slot = slot;
            this.variant = variant;
        }

        int deviceId() {
            return slot.deviceId;
        }

        /** Return the device, opening it if it is not open. */
        OpenDevice device() {
            CompletableFuture<OpenDevice> opening = slot.open.computeIfAbsent(variant,
                    each -> CompletableFuture.supplyAsync(this::fresh, Runnable::run));
            try {
                return opening.join();
            } catch (CompletionException e) {
                slot.open.remove(variant);
                throw e.getCause() instanceof RuntimeException failure ? failure : e;
            }
        }

        /** Open a device that nobody else gets; the caller closes it. */
        OpenDevice fresh() {
            return source.open(variant, slot.deviceId);
        }

        /** Close the device, so that the next lease opens another. */
        void discard() {
            slot.close(variant);
        }

        /** Give the device number back. */
        @Override
        public void close() {
            giveBack(slot);
        }
    }
}
