package org.chiptest.engine.internal.lease;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.reflect.Proxy;
import java.util.List;

import org.chiptest.api.Variant;
import org.chiptest.engine.internal.device.DeviceKind;
import org.chiptest.engine.internal.settings.DeviceChoice;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Who gets which device of a {@link DevicePool}. */
public final class DevicePoolInterleavings {

    private static final Platform PLATFORM = (Platform) Proxy.newProxyInstance(Platform.class.getClassLoader(),
            new Class<?>[]{Platform.class}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
            });
    private static final DeviceKind KIND = new DeviceKind(new Variant(PLATFORM, RuntimeKind.HOST_BUILD_GRAPH),
            Sanitizer.NONE);
    private static final DeviceNeed ONE = new DeviceNeed(KIND, 1, DeviceNeed.Use.HOST);
    private static final DeviceNeed TWO = new DeviceNeed(KIND, 2, DeviceNeed.Use.HOST);

    private DevicePoolInterleavings() {}

    private static DevicePool pool(Integer... devices) {
        return new DevicePool(new DeviceChoice.Named(List.of(devices)), 1, (kind, deviceId) -> {
            throw new UnsupportedOperationException("nothing is opened here");
        }, Runnable::run, () -> {
            // nobody waits for devices here
        });
    }

    private static int device(DevicePool.Lease lease) {
        return lease.deviceIds().getFirst();
    }

    /** Two tests lease a device each. */
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0"}, expect = ACCEPTABLE, desc = "each has its own")
    @Outcome(expect = FORBIDDEN, desc = "both have the same")
    @State
    public static class TwoLeases {

        private final DevicePool pool = pool(0, 1);

        @Actor
        public void leaseOne(II_Result leased) {
            leased.r1 = device(pool.lease(ONE));
        }

        @Actor
        public void leaseOther(II_Result leased) {
            leased.r2 = device(pool.lease(ONE));
        }
    }

    /** Two tests give their devices back. */
    @JCStressTest
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "both are there")
    @Outcome(id = "false", expect = FORBIDDEN, desc = "one is lost")
    @State
    public static class TwoReturns {

        private final DevicePool pool = pool(0, 1);
        private final DevicePool.Lease one = pool.lease(ONE);
        private final DevicePool.Lease other = pool.lease(ONE);

        @Actor
        public void returnOne() {
            one.close();
        }

        @Actor
        public void returnOther() {
            other.close();
        }

        @Arbiter
        public void look(Z_Result both) {
            both.r1 = pool.leasable().test(TWO);
        }
    }
}
