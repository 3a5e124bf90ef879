package org.chiptest.runtime.worker;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;

/** A callable registered under a callable id of one worker; closing it unregisters the id. */
public final class PreparedCallable implements AutoCloseable {

    private final ChipWorker worker;
    private final int cid;

    PreparedCallable(ChipWorker worker, int cid) {
        this.worker = worker;
        this.cid = cid;
    }

    /** Return the callable id. */
    public int cid() {
        return cid;
    }

    /** Run the callable with these arguments to its end. */
    public void run(TaskArgs args, CallConfig config) {
        worker.run(cid, args, config);
    }

    /** Start the callable with these arguments; whoever does closes the run. See {@link ChipWorker#start}. */
    public StartedRun start(TaskArgs args, CallConfig config) {
        return worker.start(cid, args, config);
    }

    /** Unregister the callable id; an id that is not registered any more is ignored. */
    @Override
    public void close() {
        worker.unregister(cid);
    }
}
