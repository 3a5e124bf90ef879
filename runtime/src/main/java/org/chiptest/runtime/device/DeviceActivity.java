package org.chiptest.runtime.device;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import org.chiptest.runtime.internal.bits.TaskNumber;

/**
 * What a device is doing at one moment.
 *
 * @param calls        the calls of user code that are under way, one for each thread that runs some
 * @param kernelsEnded how many calls of kernels have ended since the device was opened; a task has one for each of its blocks and cores
 */
public record DeviceActivity(List<Call> calls, long kernelsEnded) {

    public DeviceActivity {
        calls = List.copyOf(calls);
    }

    /**
     * A call of user code that is under way.
     *
     * @param what   which kind of user code
     * @param task   id of the task; -1 outside kernels
     * @param funcId func id of the kernel; -1 outside kernels
     * @param block  index of the block; -1 outside kernels
     * @param core   index of the core; -1 outside kernels
     * @param age    how long it has been running, exact to a few milliseconds
     */
    public record Call(Kind what, long task, int funcId, int block, int core, Duration age) {

        /** Tell whether it is a kernel's. */
        public boolean isKernel() {
            return what == Kind.KERNEL;
        }

        /** Say it in words. */
        @Override
        public String toString() {
            return what + (isKernel()
                    ? " " + funcId + " of task " + TaskNumber.of(task) + ", block " + block + " on core " + core
                    : "") + " for " + age.toMillis() + " ms";
        }
    }

    /** What kind of user code a call runs. */
    public enum Kind {
        KERNEL("kernel"), ENTRY("the orchestration's entry"), CONFIG("the orchestration's config function"), BIND(
                "framework_bind_runtime"),
        HOOKS("pto_sim_register_hooks");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** Say it in words. */
        @Override
        public String toString() {
            return words;
        }
    }

    /** Say it in words, one line for each call. */
    @Override
    public String toString() {
        return "running:" + (calls.isEmpty() ? " nothing" : "")
                + calls.stream().map(call -> "\n  " + call).collect(Collectors.joining())
                + "\nkernels ended since it was opened: " + kernelsEnded;
    }
}
