package org.chiptest.runtime.internal.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.internal.linker.ThreadState;
import org.chiptest.runtime.internal.linker.ThreadStateListener;
import org.chiptest.runtime.internal.log.RuntimeLog;

/** Say in the log which user code has changed state of its thread, once for each piece of user code of each callable. */
final class ThreadStateLog implements ThreadStateListener {

    /** What the messages are of, for whoever looks for them in a log. */
    static final String FUNCTION = "thread_state";

    private final RuntimeLog log;
    private final Map<Integer, String> names = new HashMap<>();
    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private volatile String callable = "the runtime itself";

    ThreadStateLog(RuntimeLog log) {
        this.log = log;
    }

    /** Attribute what follows to a callable that is being prepared; for the device's caller. */
    void during(int cid, ChipCallable prepared) {
        String name = prepared.functionName();
        names.put(cid, "callable id " + cid + (name.isEmpty() ? "" : " (" + name + ")"));
        during(cid);
    }

    /** Attribute what follows to a callable that was prepared; for the device's caller. */
    void during(int cid) {
        callable = names.getOrDefault(cid, "callable id " + cid);
    }

    @Override
    public void changed(String culprit, Set<ThreadState> changed) {
        String what = culprit + " of " + callable + " changed " + ThreadState.describe(changed)
                + " of its thread and left it so";
        if (said.add(what)) {
            log.warn(FUNCTION, what + "; it was put back, and what runs next does not see it");
        }
    }
}
