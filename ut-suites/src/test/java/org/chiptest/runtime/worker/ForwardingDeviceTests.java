package org.chiptest.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.internal.device.ForwardingDevice;
import org.junit.jupiter.api.Test;

class ForwardingDeviceTests {

    /** What is no operation. */
    private static final Set<String> LOOKS = Set.of("records", "isUsable", "activity", "describeActivity");

    private final RecordingDevice device = new RecordingDevice();
    private final Decorator decorator = new Decorator(device);

    private static final class Decorator extends ForwardingDevice {

        final List<String> performed = new ArrayList<>();

        Decorator(Device target) {
            super(target);
        }

        @Override
        public long perform(DeviceRequest request) {
            performed.add(request.operation());
            return target().perform(request);
        }
    }

    @Test
    void everyOperationPassesTheOneMethodOfADecorator() {
        MemorySegment host = MemorySegment.ofArray(new byte[8]);
        decorator.warmUp();
        decorator.probe();
        decorator.prepare(1, ChipCallable.builder().functionName("f").build());
        decorator.run(1, new TaskArgs(), CallConfig.defaults());
        decorator.unregister(1);
        decorator.free(decorator.malloc(16));
        decorator.copyTo(64, host);
        decorator.copyFrom(host, 64);

        assertThat(device.calls).containsExactly("warm_up", "probe", "prepare 1", "run 1", "unregister 1", "malloc 16",
                "free 64", "copyTo 64", "copyFrom 64");
        assertThat(decorator.performed).hasSameSizeAs(device.calls).hasSameSizeAs(
                Arrays.stream(Device.class.getDeclaredMethods()).filter(Method::isDefault)
                        .filter(method -> !LOOKS.contains(method.getName())).toList());
    }

    @Test
    void whatIsNoOperationIsAnsweredByTheDeviceBehind() {
        device.kernels = Set.of(3);
        device.shortage = Optional.of("descriptors");

        assertThat(decorator.kernelsWith(64, 8)).containsExactly(3);
        assertThat(decorator.shortage()).contains("descriptors");
        assertThat(decorator.counters()).isEqualTo(device.counters());
        decorator.close();
        assertThat(device.calls).containsExactly("close");
    }
}
