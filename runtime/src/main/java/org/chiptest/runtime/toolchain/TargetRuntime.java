package org.chiptest.runtime.toolchain;

/** The graph runtime whose headers a source is compiled against. */
public enum TargetRuntime {
    /** Orchestrations run on the host and link against nothing. */
    HOST_BUILD_GRAPH("host_build_graph", "hbg"),
    /** Orchestrations run on the AICPU, and the framework file is compiled into each of them. */
    TENSORMAP_AND_RINGBUFFER("tensormap_and_ringbuffer", "trb");

    private final String longName;
    private final String folder;

    TargetRuntime(String longName, String folder) {
        this.longName = longName;
        this.folder = folder;
    }

    /** Returns the name that settings and reports use. */
    public String longName() {
        return longName;
    }

    /** Returns the name of the folder that holds this runtime's headers. */
    String folder() {
        return folder;
    }
}
