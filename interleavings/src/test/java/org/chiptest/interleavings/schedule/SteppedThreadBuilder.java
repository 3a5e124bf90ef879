package org.chiptest.interleavings.schedule;

/** Build threads of a run, as {@code Thread.ofPlatform()} does others. */
public interface SteppedThreadBuilder {

    SteppedThreadBuilder name(String name);

    SteppedThreadBuilder daemon();

    Thread unstarted(Runnable body);

    Thread start(Runnable body);

    /** Build threads with a name. */
    record Named(String name) implements SteppedThreadBuilder {

        @Override
        public SteppedThreadBuilder name(String other) {
            return new Named(other);
        }

        @Override
        public SteppedThreadBuilder daemon() {
            return this;
        }

        @Override
        public Thread unstarted(Runnable body) {
            return new SteppedThread(body, name);
        }

        @Override
        public Thread start(Runnable body) {
            Thread thread = unstarted(body);
            thread.start();
            return thread;
        }
    }
}
