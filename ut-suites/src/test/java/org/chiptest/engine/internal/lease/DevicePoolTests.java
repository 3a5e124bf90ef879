package org.chiptest.engine.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import org.chiptest.api.Variant;
import org.chiptest.engine.internal.device.DeviceKind;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.engine.internal.lease.DeviceNeed.Use;
import org.chiptest.engine.internal.settings.DeviceChoice;
import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.platform.Capabilities;
import org.chiptest.runtime.platform.StubPlatform;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DevicePoolTests {

    private static final Variant HBG = variant("sim", Capabilities.ofSimulation());
    private static final Variant TRB = new Variant(HBG.platform(), RuntimeKind.TENSORMAP_AND_RINGBUFFER);
    private static final Variant CARD = variant("card", Capabilities.ofCards());

    private final List<String> log = new ArrayList<>();
    private final AtomicInteger returns = new AtomicInteger();
    private boolean closingFails;

    @Test
    void severalDevicesAreTheLowestThatAreFree() {
        DevicePool pool = pool(1, 3, 5, 7);
        DevicePool.Lease first = pool.lease(need(HBG, 1, Use.HOST));

        assertThat(first.deviceIds()).containsExactly(1);
        assertThat(pool.lease(need(HBG, 2, Use.HOST)).deviceIds()).containsExactly(3, 5);
        first.close();
        assertThat(pool.lease(need(HBG, 2, Use.HOST)).deviceIds()).containsExactly(1, 7);
    }

    @Test
    void aTestGetsAllOfItsDevicesOrNone() {
        DevicePool pool = pool(0, 1, 2);
        DevicePool.Lease one = pool.lease(need(HBG, 1, Use.SHARED));

        assertThat(pool.leasable().test(need(HBG, 3, Use.HOST))).isFalse();
        assertThat(pool.isExhausted()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> pool.lease(need(HBG, 3, Use.HOST)))
                .withMessageEndingWith("cannot be leased: only 2 devices are free");
        assertThat(pool.leasable().test(need(HBG, 2, Use.HOST))).isTrue();
        one.close();
        assertThat(pool.lease(need(HBG, 3, Use.HOST)).deviceIds()).containsExactly(0, 1, 2);
    }

    @Test
    void theDevicesOfATestComeBackTogether() {
        DevicePool pool = pool(0, 1, 2);
        DevicePool.Lease all = pool.lease(need(HBG, 3, Use.HOST));

        assertThat(pool.leasable().test(need(HBG, 1, Use.SHARED))).isFalse();
        assertThat(pool.isExhausted()).isTrue();
        all.close();
        assertThat(returns).hasValue(1);
        assertThat(pool.leasable().test(need(HBG, 3, Use.HOST))).isTrue();
    }

    @Test
    void whoIsAskedLaterIsNotLuckierThanWhoIsFirst() {
        DevicePool pool = pool(0);
        DevicePool.Lease lease = pool.lease(need(HBG, 1, Use.SHARED));

        Predicate<DeviceNeed> leasable = pool.leasable();
        lease.close();

        assertThat(leasable.test(need(HBG, 1, Use.SHARED))).isFalse();
        assertThat(pool.leasable().test(need(HBG, 1, Use.SHARED))).isTrue();
    }

    @Test
    void aDeviceOnWhichTheVariantIsOpenIsPreferred() {
        DevicePool pool = pool(0, 1);
        try (DevicePool.Lease zero = pool.lease(need(HBG, 1, Use.SHARED));
                DevicePool.Lease one = pool.lease(need(TRB, 1, Use.SHARED))) {
            zero.device();
            one.device();
        }

        assertThat(pool.lease(need(TRB, 1, Use.SHARED)).deviceIds()).containsExactly(1);
    }

    @Test
    void devicesThatTheNextTestsShareAreOpenedEarly() {
        DevicePool pool = pool(0, 1, 2, 3, 4);

        pool.warm(List.of(need(HBG, 1, Use.SHARED), need(HBG, 2, Use.HOST), need(TRB, 1, Use.SHARED),
                need(HBG, 2, Use.HOST), need(HBG, 1, Use.SHARED)));

        assertThat(log).containsExactly("open sim.host_build_graph on 0", "open sim.tensormap_and_ringbuffer on 3");
    }

    @Test
    void noCardStaysOpenWhereAHostOpensItsChips() {
        DevicePool pool = pool(0, 1, 2);
        pool.warm(List.of(need(CARD, 1, Use.SHARED), need(CARD, 1, Use.SHARED), need(CARD, 1, Use.SHARED)));
        try (DevicePool.Lease simulated = pool.lease(need(HBG, 1, Use.SHARED))) {
            simulated.device();
        }
        log.clear();

        try (DevicePool.Lease host = pool.lease(need(CARD, 2, Use.HOST))) {
            host.vacate();
            assertThat(log).containsExactly("close card.host_build_graph on 0", "close card.host_build_graph on 1");
        }
        log.clear();
        try (DevicePool.Lease shared = pool.lease(need(HBG, 1, Use.SHARED))) {
            shared.device();
        }
        assertThat(log).isEmpty();
    }

    @Test
    void simulatedDevicesStayOpenBesideTheChipsOfAHost() {
        DevicePool pool = pool(0, 1);
        pool.warm(List.of(need(HBG, 1, Use.SHARED), need(TRB, 1, Use.SHARED)));
        log.clear();

        try (DevicePool.Lease host = pool.lease(need(HBG, 2, Use.HOST))) {
            host.vacate();
        }

        assertThat(log).isEmpty();
    }

    @Test
    void aDeviceThatEndsBadlyWhenItMakesRoomIsReportedWhenThePoolIsClosed() {
        DevicePool pool = pool(0);
        pool.warm(List.of(need(CARD, 1, Use.SHARED)));
        closingFails = true;

        try (DevicePool.Lease host = pool.lease(need(CARD, 1, Use.HOST))) {
            host.vacate();
        }

        assertThat(pool.close()).singleElement().satisfies(end -> {
            assertThat(end.failure()).isInstanceOf(DeviceException.class);
            assertThat(end.describe()).startsWith("device 0 of card.host_build_graph did not close in order: ")
                    .contains("died while closing");
        });
    }

    @Test
    void withoutAPoolThereAreAsManySimulatedDevicesAsOneTestNeedsAndOneCard() {
        DevicePool pool = new DevicePool(new DeviceChoice.Unsaid(), 3, this::open, Runnable::run,
                returns::incrementAndGet);

        DevicePool.Lease zero = pool.lease(need(CARD, 1, Use.SHARED));
        assertThat(zero.deviceIds()).containsExactly(0);
        assertThat(pool.leasable().test(need(CARD, 1, Use.SHARED))).isFalse();
        assertThat(pool.leasable().test(need(HBG, 2, Use.HOST))).isTrue();
        zero.close();
        assertThat(pool.lease(need(HBG, 3, Use.HOST)).deviceIds()).containsExactly(0, 1, 2);
    }

    private DevicePool pool(Integer... numbers) {
        return new DevicePool(new DeviceChoice.Named(List.of(numbers)), 1, this::open, Runnable::run,
                returns::incrementAndGet);
    }

    private static DeviceNeed need(Variant variant, int devices, Use use) {
        return new DeviceNeed(new DeviceKind(variant, Sanitizer.NONE), devices, use);
    }

    private OpenDevice open(DeviceKind kind, int deviceId) {
        String name = kind.variant().id() + " on " + deviceId;
        log.add("open " + name);
        return OpenDevice.withoutLog((Device) Proxy.newProxyInstance(Device.class.getClassLoader(),
                new Class<?>[]{Device.class}, (proxy, method, arguments) -> close(name, method.getName())));
    }

    private @Nullable Object close(String name, String operation) {
        assertThat(operation).as("all that the pool does with a device").isEqualTo("close");
        log.add("close " + name);
        if (closingFails) {
            throw new DeviceException(-1, "the worker died while closing");
        }
        return null;
    }

    private static Variant variant(String platform, Capabilities capabilities) {
        return new Variant(StubPlatform.named(platform, new Architecture("chip", 24, 4, 1_000_000, true), capabilities),
                RuntimeKind.HOST_BUILD_GRAPH);
    }
}
