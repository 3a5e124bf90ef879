package org.chiptest.engine.internal.contract;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.worker.ChipWorker;

/** A callable to prepare, and a way to run it that fails if anything else has run. */
public interface Subject {

    /** Return the name of its declaration. */
    String name();

    /** Return the compiled callable. */
    ChipCallable callable();

    /** Return the configuration of its runs. */
    CallConfig config();

    /**
     * Run what is prepared under an id, with new arguments, and compare every output with what this callable computes.
     *
     * @param where which step it is, for the end of messages
     */
    void run(ChipWorker worker, int cid, String where);
}
