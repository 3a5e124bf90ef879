package org.chiptest.runtime.device;

/**
 * Learn that a run is over although the device's caller cannot say so: it is inside user code that does not return. The device
 * is of no use any more, its process is to be given up.
 */
@FunctionalInterface
public interface LostRunListener {

    /** Take the failure of the run; called from another thread than the device's caller. */
    void runLost(DeviceException failure);
}
