package org.chiptest.engine.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.chiptest.api.Variant;
import org.chiptest.engine.internal.device.DeviceKind;
import org.chiptest.engine.internal.settings.DeviceChoice;
import org.chiptest.interleavings.schedule.Scenario;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.Sanitizer;

/** A {@link DevicePool}, who leases its devices, and tests that use them and give them back. */
public final class DevicePoolSchedules {

    private DevicePoolSchedules() {}

    /** A pool whose devices are used by one test at a time. */
    private abstract static class OnPool implements Scenario {

        private final Platform platform = (Platform) Proxy.newProxyInstance(Platform.class.getClassLoader(),
                new Class<?>[]{Platform.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        private final DeviceKind kind = new DeviceKind(new Variant(platform, RuntimeKind.HOST_BUILD_GRAPH),
                Sanitizer.NONE);
        private final Set<Integer> used = new HashSet<>();
        private final DevicePool pool;
        private int returns;

        OnPool(Integer... devices) {
            pool = new DevicePool(new DeviceChoice.Named(List.of(devices)), 1, (needed, deviceId) -> {
                throw new UnsupportedOperationException("nothing is opened here");
            }, Runnable::run, this::returned);
        }

        final DeviceNeed need(int devices) {
            return new DeviceNeed(kind, devices, DeviceNeed.Use.HOST);
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
}
