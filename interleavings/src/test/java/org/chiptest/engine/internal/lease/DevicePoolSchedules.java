package org.chiptest.engine.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.chiptest.api.Variant;
import org.chiptest.engine.internal.device.DeviceKind;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.engine.internal.settings.DeviceChoice;
import org.chiptest.interleavings.schedule.Scenario;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.Sanitizer;

/** A {@link DevicePool}, who leases its devices, and tests that use them and give them back. */
public final class DevicePoolSchedules {

    private DevicePoolSchedules() {}

    /** A pool whose devices are used by one test at a time. */
    private abstract static class OnPool implements Scenario {

        private final Platform platform = (Platform) Proxy.newProxyInstance(Platform.class.getClassLoader(),
                new Class<?>[]{Platform.class}, (_, method, _) -> {
                    if (method.getName().equals("hashCode")) {
                        return 1;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
        private final DeviceKind kind = new DeviceKind(new Variant(platform, RuntimeKind.HOST_BUILD_GRAPH),
                Sanitizer.NONE);
        private final Set<Integer> used = new HashSet<>();
        private final DevicePool pool;
        private int returns;

        OnPool(Integer... devices) {
            pool = new DevicePool(new DeviceChoice.Named(List.of(devices)), 1, (_, deviceId) -> open(deviceId),
                    task -> new Thread(task, "opener").start(), this::returned);
        }

        OpenDevice open(int deviceId) {
            throw new UnsupportedOperationException("nothing is opened here");
        }

        final DeviceNeed need(int devices) {
            return new DeviceNeed(kind, devices, DeviceNeed.Use.HOST);
        }

        final DeviceNeed needOfOpenDevice() {
            return new DeviceNeed(kind, 1, DeviceNeed.Use.SHARED);
        }

        final DevicePool pool() {
            return pool;
        }

        /** Lease devices as soon as there are enough, as the one thread does that starts tests. */
        final DevicePool.Lease lease(int devices) throws InterruptedException {
            while (true) {
                int seen = returns();
                if (pool.leasable().test(need(devices))) {
                    return pool.lease(need(devices));
                }
                synchronized (this) {
                    while (returns == seen) {
                        wait();
                    }
                }
            }
        }

        /** Use leased devices, of which nobody else has one. */
        final synchronized void begin(DevicePool.Lease lease) {
            lease.deviceIds().forEach(id -> assertThat(used.add(id)).as("whether device %d is free", id).isTrue());
        }

        final synchronized void end(DevicePool.Lease lease) {
            used.removeAll(lease.deviceIds());
        }

        private synchronized int returns() {
            return returns;
        }

        private synchronized void returned() {
            returns++;
            notifyAll();
        }
    }

    /** Five tests on three devices, one of which needs two. */
    public static final class Leases extends OnPool {

        public Leases() {
            super(0, 1, 2);
        }

        @Override
        public void run() throws InterruptedException {
            Thread[] tests = new Thread[5];
            for (int i = 0; i < tests.length; i++) {
                DevicePool.Lease lease = lease(i == 2 ? 2 : 1);
                begin(lease);
                tests[i] = new Thread(() -> {
                    end(lease);
                    lease.close();
                }, "test " + i);
                tests[i].start();
            }
            for (Thread each : tests) {
                each.join();
            }
            assertThat(pool().leasable().test(need(3))).isTrue();
            assertThat(pool().close()).isEmpty();
        }
    }

    /** Two threads lease a device each, use it and give it back. */
    public static final class TwoLeasers extends OnPool {

        public TwoLeasers() {
            super(0, 1);
        }

        @Override
        public void run() throws InterruptedException {
            Thread other = new Thread(this::use, "other");
            other.start();
            use();
            other.join();
            assertThat(pool().leasable().test(need(2))).isTrue();
        }

        private void use() {
            DevicePool.Lease lease = pool().lease(need(1));
            begin(lease);
            end(lease);
            lease.close();
        }
    }

    /** Tests exchange their devices for others, all at the same time, while one gives its device back. */
    public static final class Exchanges extends OnPool {

        public Exchanges() {
            super(0, 1, 2);
        }

        @Override
        public void run() throws InterruptedException {
            Thread[] tests = new Thread[3];
            for (int i = 0; i < tests.length; i++) {
                DevicePool.Lease lease = pool().lease(need(1));
                begin(lease);
                boolean exchanges = i < 2;
                tests[i] = new Thread(() -> {
                    List<Integer> before = lease.deviceIds();
                    end(lease);
                    if (exchanges) {
                        assertThat(lease.changeDevices()).isTrue();
                        assertThat(lease.deviceIds()).hasSize(1).doesNotContainAnyElementsOf(before);
                        begin(lease);
                        end(lease);
                    }
                    lease.close();
                }, "test " + i);
            }
            for (Thread each : tests) {
                each.start();
            }
            for (Thread each : tests) {
                each.join();
            }
            assertThat(pool().leasable().test(need(3))).isTrue();
        }
    }

    /** Devices are opened ahead, one of which cannot be; tests take the others, or come first, or never, until the pool is closed. */
    public static final class OpenedAhead extends OnPool {

        private final AtomicInteger opened = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();
        private boolean failed;

        public OpenedAhead() {
            super(0, 1, 2);
        }

        @Override
        OpenDevice open(int deviceId) {
            if (deviceId == 1 && fails()) {
                throw new DeviceException("device 1 is busy");
            }
            opened.incrementAndGet();
            open.incrementAndGet();
            return OpenDevice.withoutLog((Device) Proxy.newProxyInstance(Device.class.getClassLoader(),
                    new Class<?>[]{Device.class}, (_, _, _) -> {
                        assertThat(open.decrementAndGet()).isNotNegative();
                        return null;
                    }));
        }

        private synchronized boolean fails() {
            boolean first = !failed;
            failed = true;
            return first;
        }

        @Override
        public void run() throws InterruptedException {
            pool().warm(List.of(needOfOpenDevice(), needOfOpenDevice(), needOfOpenDevice()));
            Thread[] tests = new Thread[2];
            for (int i = 0; i < tests.length; i++) {
                DevicePool.Lease lease = pool().lease(needOfOpenDevice());
                begin(lease);
                tests[i] = new Thread(() -> {
                    if (lease.deviceIds().equals(List.of(1))) {
                        assertThatThrownBy(lease::device).hasMessage("device 1 is busy");
                    }
                    assertThat(lease.device()).isSameAs(lease.device());
                    end(lease);
                    lease.close();
                }, "test " + i);
                tests[i].start();
            }
            for (Thread each : tests) {
                each.join();
            }
            assertThat(pool().close()).isEmpty();
            assertThat(opened.get()).as("devices, of which one may have failed and been left alone").isBetween(2, 3);
            assertThat(open).as("devices that nobody has closed").hasValue(0);
        }
    }
}
