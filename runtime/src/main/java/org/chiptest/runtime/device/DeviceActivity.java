package org.chiptest.runtime.device;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a device is doing at one moment.
 *
 * @param calls        the calls of user code that are under way, one for each thread that runs some
 * @param kernelsEnded how many calls of kernels have ended since the device was opened; a task has one for each of its blocks and cores
 */
public record DeviceActivity(List<UserCall> calls, long kernelsEnded) {

    public DeviceActivity {
        calls = List.copyOf(calls);
    }

    /** Say it in words, one line for each call. */
    @Override
    public String toString() {
        return "running:" + (calls.isEmpty() ? " nothing" : "")
                + calls.stream().map(call -> "\n  " + call).collect(Collectors.joining())
                + "\nkernels ended since it was opened: " + kernelsEnded;
    }
}
