package org.chiptest.runtime.process;

import java.util.Optional;

import org.chiptest.runtime.device.RuntimeKind;

/**
 * How the chips of a host worker are opened.
 *
 * @param platform name of the platform, which the processes find by {@link java.util.ServiceLoader}
 * @param runtime  the graph runtime of all chips
 * @param settings how their processes are started and how long they may take
 * @param kept     where chips of the same kind come from that others have left, and where these are left, but for those of a described
 *                 platform; empty: all are started and ended
 */
public record ChipSource(String platform, RuntimeKind runtime, WorkerSettings settings,
        Optional<ChipPool.Visit> kept) {

    /** Open chips that nobody has used, and that nobody else will use. */
    public ChipSource(String platform, RuntimeKind runtime, WorkerSettings settings) {
        this(platform, runtime, settings, Optional.empty());
    }

    /** Return platform and runtime, for messages. */
    public String variant() {
        return platform + "/" + runtime.id();
    }
}
