package org.chiptest.diagnostics.analysis;

/** Name what time was spent on that lies between kernels, or in them. */
public enum WaitReason {

    /** A kernel ran. */
    KERNEL,

    /** What a task reads was not written yet. */
    DATA,

    /** All cores that it could run on were busy. */
    CORE,

    /** Everything was there, but nobody had started it yet: a completion to be noticed, a queue, a core to be told. */
    SCHEDULER,

    /** The orchestration had not created the task yet. */
    ORCHESTRATOR
}
