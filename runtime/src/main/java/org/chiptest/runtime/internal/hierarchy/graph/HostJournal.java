package org.chiptest.runtime.internal.hierarchy.graph;

import org.chiptest.runtime.capture.RecordedHost;

/** Who is told what the runs of a graph go through, by several threads. */
public interface HostJournal {

    /** Who keeps nothing. */
    HostJournal NONE = new HostJournal() {

        @Override
        public void ended(RecordedHost.Task member) {
            // nobody asked
        }

        @Override
        public void waited(RecordedHost.Wait wait) {
            // nobody asked
        }
    };

    /** Take what a member of a task went through, when the task is consumed. */
    void ended(RecordedHost.Task member);

    /** Take what the orchestrator waited for, when it goes on or gives up. */
    void waited(RecordedHost.Wait wait);
}
