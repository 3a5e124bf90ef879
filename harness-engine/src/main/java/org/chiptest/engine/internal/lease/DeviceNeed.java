package org.chiptest.engine.internal.lease;

import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.device.DeviceKind;

/**
 * Say which devices a test needs.
 *
 * @param kind    what kind of devices they are
 * @param devices how many, all at the same time
 * @param use     what it does with them
 */
public record DeviceNeed(DeviceKind kind, int devices, Use use) {

    /** Say what a test does with its devices. */
    public enum Use {
        /** It works on the device that the pool keeps open. */
        SHARED,
        /** It works on a device that is opened for it alone, beside the one that the pool keeps open. */
        FRESH,
        /** It opens them itself, as the chips of a host. */
        HOST
    }

    public static DeviceNeed of(ScenarioTestDescriptor test) {
        Use alone = test.scenario().freshWorker() ? Use.FRESH : Use.SHARED;
        return new DeviceNeed(test.deviceKind(), test.declared().scenarioCase().devices(),
                test.scenario().usesHost() ? Use.HOST : alone);
    }
}
