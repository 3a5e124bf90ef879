package org.chiptest.runtime.internal.graph;

/** Name a phase of a run, whose time is taken. */
public enum RunPhase {
    BIND, COPY_IN, ORCHESTRATE, EXECUTE, COPY_OUT, UNBIND
}
