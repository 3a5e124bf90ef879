package org.chiptest.engine.internal.attempt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.engine.internal.lease.LeasedDevice;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.internal.files.TextFile;
import org.chiptest.runtime.worker.WorkerDeath;
import org.chiptest.runtime.worker.WorkerDiedException;

/** What tells of a failure beside the failure itself: logs and reports of workers, in files of the attempt. */
final class Evidence {

    /** What user code has done to its process that was put right, in the log of a worker. */
    private static final Pattern WARNING = Pattern.compile("\\[WARN\\] thread_state: |^chiptest: process ");

    private final Publisher publisher;
    private final Supplier<Path> directory;

    Evidence(Publisher publisher, Supplier<Path> directory) {
        this.publisher = publisher;
        this.directory = directory;
    }

    /** Say what a scenario has left behind, whether it passed or not: the next one does not see it, but its author should. */
    void publishWarnings(OpenDevice open, LeasedDevice leased, long mark) {
        open.log().filter(log -> log.mark() > mark).map(log -> log.since(mark)).stream().flatMap(String::lines)
                .filter(line -> WARNING.matcher(line).find())
                .forEach(line -> publisher.publish("warning", line));
        leased.shortage().ifPresent(text -> publisher.publish("warning", text));
    }

    /** Attach what the worker of a failed test has written, and what is known of its end. */
    void attachLogs(OpenDevice open, long mark, List<String> before, Throwable failure) {
        attaching(failure, () -> open.log().map(log -> log.since(mark)).filter(text -> !text.isEmpty())
                .ifPresent(text -> attach("worker.log", text)));
        attachCrash(before, failure);
    }

    /** Attach what is known of the chips of a host worker whose test has failed, and which is closed. */
    void attachHost(List<String> before, Throwable failure) {
        death(failure).ifPresent(died -> attaching(failure, () -> attach("worker.log", died.death().log())));
        attachCrash(before, failure);
    }

    private void attachCrash(List<String> before, Throwable failure) {
        Optional<WorkerDeath> death = death(failure).map(WorkerDiedException::death);
        attaching(failure, () -> death.flatMap(WorkerDeath::report)
                .ifPresent(report -> attach(report.name(), report.text() + "\nThis worker ran before: "
                        + (before.isEmpty() ? "nothing" : String.join("\n  ", before)) + "\n")));
        attaching(failure,
                () -> death.flatMap(WorkerDeath::errorFile).ifPresent(text -> attach("hs_err.log", text)));
        attaching(failure, () -> death.flatMap(WorkerDeath::sanitizerReport)
                .ifPresent(text -> attach("sanitizer.log", text)));
    }

    /** Attach something; whatever keeps it from being attached, the failure itself is what must be seen. */
    static void attaching(Throwable failure, Runnable attachment) {
        try {
            attachment.run();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    static Optional<WorkerDiedException> death(Throwable failure) {
        return UserFailure.find(failure, WorkerDiedException.class);
    }

    private void attach(String name, String text) {
        try {
            Path file = TextFile.write(directory.get().resolve(name), text);
            publisher.publish(file, "text/plain");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
