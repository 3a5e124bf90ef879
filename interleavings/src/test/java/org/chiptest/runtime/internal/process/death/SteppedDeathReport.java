package org.chiptest.runtime.internal.process.death;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.internal.linker.RunningCall;
import org.chiptest.runtime.internal.mailbox.Mailbox;
import org.chiptest.runtime.internal.process.launch.SteppedProcess;
import org.chiptest.runtime.worker.WorkerDeath;

/** Stands for {@link DeathReport} where processes leave nothing but their exit codes. */
public final class SteppedDeathReport {

    private final String worker;
    private final SteppedProcess process;

    public SteppedDeathReport(String worker, SteppedProcess process, Map<Integer, ChipCallable> callables) {
        this.worker = worker;
        this.process = process;
    }

    public static List<RunningCall> running(Mailbox mailbox) {
        return List.of();
    }

    public WorkerDeath ofEnd(Operation operation, List<RunningCall> running, long logMark) {
        return of(operation, process.exitStatus().describe());
    }

    public WorkerDeath ofKill(Operation operation, String ending, List<RunningCall> running, long nanoTime,
            Optional<SteppedHangReport> hang, long logMark) {
        return of(operation, ending);
    }

    private WorkerDeath of(Operation operation, String ending) {
        return new WorkerDeath(worker, operation.describe(), ending, operation.cid(), List.of(), List.of(),
                Optional.empty(), List.of(), "", Optional.empty(), Optional.empty());
    }
}
