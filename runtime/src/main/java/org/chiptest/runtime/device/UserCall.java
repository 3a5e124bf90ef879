package org.chiptest.runtime.device;

import java.time.Duration;

/**
 * A call of user code that is under way on a device.
 *
 * @param what   which kind of user code
 * @param task   id of the task; -1 outside kernels
 * @param funcId func id of the kernel; -1 outside kernels
 * @param block  index of the block; -1 outside kernels
 * @param core   index of the core; -1 outside kernels
 * @param age    how long it has been running, exact to a few milliseconds
 */
public record UserCall(Kind what, long task, int funcId, int block, int core, Duration age) {

    /** What kind of user code a call runs. */
    public enum Kind {
        KERNEL("kernel"), ENTRY("the orchestration's entry"), CONFIG("the orchestration's config function"), BIND(
                "framework_bind_runtime"),
        HOOKS("pto_sim_register_hooks");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** Tell whether it is a kernel's. */
    public boolean isKernel() {
        return what == Kind.KERNEL;
    }

    /** Say it in words. */
    @Override
    public String toString() {
        return what.words + (isKernel()
                ? " " + funcId + " of task 0x" + Long.toHexString(task) + ", block " + block + " on core " + core
                : "") + " for " + age.toMillis() + " ms";
    }
}
