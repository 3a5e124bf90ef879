package org.chiptest.runtime.device;

import java.util.Arrays;
import java.util.Optional;

/** Name a graph runtime: the way in which an orchestration turns into a graph of tasks. */
public enum RuntimeKind {

    /** The orchestration builds the whole graph on the host, then it runs ({@code docs/contract/hbg.md}). */
    HOST_BUILD_GRAPH("host_build_graph", "hbg"),

    /** Tasks run while the orchestration submits them; dependencies are inferred ({@code docs/contract/trb.md}). */
    TENSORMAP_AND_RINGBUFFER("tensormap_and_ringbuffer", "trb");

    private final String id;
    private final String shortName;

    RuntimeKind(String id, String shortName) {
        this.id = id;
        this.shortName = shortName;
    }

    /** Return the name used in settings and unique ids, such as {@code host_build_graph}. */
    public String id() {
        return id;
    }

    /** Return the short name used in reports, {@code hbg} or {@code trb}. */
    public String shortName() {
        return shortName;
    }

    /** Find the runtime with this id or short name. */
    public static Optional<RuntimeKind> named(String name) {
        return Arrays.stream(values()).filter(kind -> kind.id.equals(name) || kind.shortName.equals(name)).findFirst();
    }
}
