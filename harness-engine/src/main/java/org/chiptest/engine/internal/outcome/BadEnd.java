package org.chiptest.engine.internal.outcome;

import java.util.List;

import org.chiptest.engine.internal.device.DeviceKind;
import org.chiptest.engine.internal.device.ScenarioHistory;
import org.chiptest.runtime.internal.failure.UserFailure;

/**
 * The bad end of a device that was closed between scenarios or after the last: static destructors of what it had loaded run then,
 * for instance. The scenarios that it ran have ended, and keep their results.
 *
 * @param history what it had run and loaded
 * @param failure what closing it threw
 */
public record BadEnd(int deviceId, DeviceKind kind, ScenarioHistory history, Throwable failure) {

    /** Tell what happened, and which callables may be to blame. */
    public String describe() {
        return "device " + deviceId + " of " + kind.variant().id() + " did not close in order: "
                + UserFailure.text(failure) + list("it had loaded the callables:", history.callables())
                + list("it had run:", history.names());
    }

    private static String list(String title, List<String> entries) {
        return entries.isEmpty() ? "" : "\n  " + title + "\n    " + String.join("\n    ", entries);
    }
}
