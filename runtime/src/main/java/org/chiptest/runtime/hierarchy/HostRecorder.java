package org.chiptest.runtime.hierarchy;

import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.internal.hierarchy.graph.HostJournal;

/** Keep what the runs of a host worker go through. */
final class HostRecorder implements HostJournal {

    private final List<RecordedHost.Task> tasks = new ArrayList<>();
    private final List<RecordedHost.Wait> waits = new ArrayList<>();

    @Override
    public synchronized void ended(RecordedHost.Task member) {
        tasks.add(member);
    }

    @Override
    public synchronized void waited(RecordedHost.Wait wait) {
        waits.add(wait);
    }

    /** Return what was kept so far. */
    synchronized RecordedHost recorded() {
        return new RecordedHost(tasks, waits);
    }
}
