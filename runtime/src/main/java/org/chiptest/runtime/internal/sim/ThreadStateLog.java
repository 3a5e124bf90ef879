package org.chiptest.runtime.internal.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.internal.linker.ThreadState;
import org.chiptest.runtime.internal.linker.ThreadStateListener;
import org.chiptest.runtime.internal.log.RuntimeLog;

/** Say in the log which user code has changed state of its thread, once for each piece of user code of each callable that is prepared. */
final class ThreadStateLog implements ThreadStateListener {

    /** What the messages are of, for whoever looks for them in a log. */
    static final String FUNCTION = "thread_state";

    private final RuntimeLog log;
    private final Map<Integer, String> names = new HashMap<>();
    private final Set<Said> said = ConcurrentHashMap.newKeySet();
    private volatile String callable = "the runtime itself";

    private record Said(String callable, String what) {}

    ThreadStateLog(RuntimeLog log) {
        this.log = log;
    }

    /** Attribute what follows to a callable that is being prepared; for the device's caller. */
    void during(int cid, ChipCallable prepared) {
        String name = prepared.functionName();
        String callableName = "callable id " + cid + (name.isEmpty() ? "" : " (" + name + ")");
        names.put(cid, callableName);
        // whoever prepares it is to be told, whatever was told to others
        said.removeIf(what -> what.callable.equals(callableName));
        during(cid);
    }

    /** Attribute what follows to a callable that was prepared; for the device's caller. */
    void during(int cid) {
        callable = names.getOrDefault(cid, "callable id " + cid);
    }

    @Override
    public void changed(String culprit, Set<ThreadState> changed) {
        String name = callable;
        String what = culprit + " of " + name + " changed " + ThreadState.describe(changed)
                + " of its thread and left it so";
        if (said.add(new Said(name, what))) {
            log.warn(FUNCTION, what + "; it was put back, and what runs next does not see it");
        }
    }
}
