package org.chiptest.runtime.hierarchy;

import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.capture.RecordedHostTask;
import org.chiptest.runtime.capture.RecordedHostWait;
import org.chiptest.runtime.internal.hierarchy.graph.HostJournal;

/** Keep what the runs of a host worker go through. */
final class HostRecorder implements HostJournal {

    private final List<RecordedHostTask> tasks = new ArrayList<>();
    private final List<RecordedHostWait> waits = new ArrayList<>();

    @Override
    public synchronized void ended(RecordedHostTask member) {
        tasks.add(member);
    }

    @Override
    public synchronized void waited(RecordedHostWait wait) {
        waits.add(wait);
    }

    /** Return what was kept so far. */
    synchronized RecordedHost recorded() {
        return new RecordedHost(tasks, waits);
    }
}
