package org.chiptest.runtime.hierarchy;

import java.util.Map;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Device;

/** Stand in front of the chips of a host worker, to watch or change what tasks have them run. */
@FunctionalInterface
public interface ChipFront {

    /**
     * Return a device in front of a chip. It is used by one thread at a time, and need not be closed.
     *
     * @param index     number of the chip, from 0; asked again when a chip is replaced
     * @param callables what tasks may have it run, by callable id
     */
    Device before(int index, Device chip, Map<Integer, ChipCallable> callables);
}
