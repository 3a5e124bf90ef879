package org.chiptest.runtime.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;

import org.chiptest.runtime.device.DeviceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceThreadTests {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final DeviceThread thread = new DeviceThread("device-thread-test");

    @AfterEach
    void close() {
        thread.close();
    }

    @Test
    void aCallReturnsWhatItsBodyReturns() {
        assertThat(thread.call(() -> 42, LONG)).isEqualTo(42);
    }

    /** The failure belongs to the call that was given up, which has ended by itself just before it learned of it. */
    @Test
    void aLateFailureIsNotTakenForThatOfALaterCall() {
        thread.call(() -> 42, LONG);

        thread.giveUp(new DeviceException(-100, "the first call"));

        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> thread.call(() -> 43, LONG))
                .withMessage("an earlier call of this device never returned from native code; open a new device");
    }
}
