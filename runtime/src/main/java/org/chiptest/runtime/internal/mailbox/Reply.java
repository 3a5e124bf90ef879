package org.chiptest.runtime.internal.mailbox;

import java.time.Duration;

/** What a parent learns about its request. */
public sealed interface Reply {

    /** The child answered. */
    record Answered(Outcome outcome) implements Reply {}

    /** The child process ended without an answer. */
    record Died() implements Reply {}

    /** The run has failed, but the child cannot answer: its main loop is inside user code that does not return. */
    record Lost(int code, String text) implements Reply {}

    /** The child is alive and did not answer in time. */
    record Late(Duration waited) implements Reply {}

    /** The calling thread was interrupted; the child goes on. The interrupt status is cleared. */
    record Interrupted() implements Reply {}
}
