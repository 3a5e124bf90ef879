package org.chiptest.api;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.platform.Platform;

/** Pair a platform with a runtime: what a scenario is run on. */
public record Variant(Platform platform, RuntimeKind runtime) {

    /** Return the architecture of the platform. */
    public Architecture architecture() {
        return platform.architecture();
    }

    /** Return the name used in unique ids, such as {@code a2a3sim.host_build_graph}. */
    public String id() {
        return platform.name() + "." + runtime.id();
    }

    /** Return the name used where space is short, such as {@code a2a3sim hbg}. */
    public String shortName() {
        return platform.name() + " " + runtime.shortName();
    }

    @Override
    public String toString() {
        return id();
    }
}
