package org.chiptest.runtime.internal.sim;

import org.chiptest.runtime.internal.graph.Run;

/** What preparing a callable came to: it can be run again and again ({@code docs/contract/devices.md#prepare}). */
interface Prepared {

    /**
     * Run the callable to its end.
     *
     * @throws org.chiptest.runtime.device.DeviceException if the run fails
     */
    void run(Run run);

    /** Release what was prepared; afterwards it cannot be run any more. */
    void release();
}
