package org.chiptest.runtime.internal.mailbox.server;

import java.util.List;

/** What binds a chip's process to a host worker: to one after the other, if it can be exchanged. Used by the loop's thread. */
public interface HostBinding {

    /** Stay with the worker that the process was started for. */
    HostBinding FIXED = new HostBinding() {

        @Override
        public void detach() {
            throw new UnsupportedOperationException("this process serves the worker that has started it, and no other");
        }

        @Override
        public void attach(int process, int descriptor) {
            detach();
        }

        @Override
        public void bootstrap(List<String> words) {
            detach();
        }
    };

    /** Leave the group of chips, and let go of the host worker's memory, so that both are gone when it closes them. */
    void detach();

    /**
     * Have references lead into the memory of another host worker.
     *
     * @param process    has its file open
     * @param descriptor of the file in that process
     */
    void attach(int process, int descriptor);

    /** Join the group of chips of the host worker, and do what else follows each task. */
    void bootstrap(List<String> words);
}
