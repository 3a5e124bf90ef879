package org.chiptest.runtime.process;

import org.chiptest.runtime.device.RuntimeKind;

/**
 * How the chips of a host worker are opened.
 *
 * @param platform name of the platform, which the processes find by {@link java.util.ServiceLoader}
 * @param runtime  the graph runtime of all chips
 * @param settings how their processes are started and how long they may take
 */
public record ChipSource(String platform, RuntimeKind runtime, WorkerSettings settings) {

    /** Return platform and runtime, for messages. */
    public String variant() {
        return platform + "/" + runtime.id();
    }
}
