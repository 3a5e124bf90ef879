package org.chiptest.api.await;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.chiptest.runtime.comm.ChipContext;
import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.StartedRun;

/** Make conditions on workers, which hold or not also during a run; import them statically. */
public final class WorkerConditions {

    private WorkerConditions() {}

    /** Wait until a counter has at least this value. */
    public static WorkerCondition counterReaches(ChipWorker worker, Counter counter, long value) {
        return new WorkerCondition("the worker counts " + value + " " + counter,
                () -> worker.counters().get(counter) >= value, () -> "it counts " + worker.counters().get(counter),
                worker::describeActivity);
    }

    /** Wait until any kernel is running. */
    public static WorkerCondition kernelRuns(ChipWorker worker) {
        return calls("a kernel is running", worker, DeviceActivity.Call::isKernel);
    }

    /** Wait until the kernel with this func id is running. */
    public static WorkerCondition kernelRuns(ChipWorker worker, int funcId) {
        return calls("kernel " + funcId + " is running", worker,
                call -> call.isKernel() && call.funcId() == funcId);
    }

    /** Wait until any kernel is running on a chip of a host worker. */
    public static WorkerCondition kernelRuns(HostWorker host, int chip) {
        return new WorkerCondition("a kernel is running on chip " + chip,
                () -> host.activity(chip).map(DeviceActivity::calls).orElse(List.of()).stream()
                        .anyMatch(DeviceActivity.Call::isKernel),
                () -> "it is " + running(host.activity(chip)), host::describeActivity);
    }

    /** Wait until so many kernels of a run have ended, or so many tasks if it is one of a host worker. */
    public static WorkerCondition ended(StartedRun run, long number) {
        return new WorkerCondition(number + " kernels or tasks of the run have ended",
                () -> run.progress().ended().orElse(0) >= number, () -> told(run.progress()), () -> "");
    }

    /** Wait until the process of a worker has died, or was given up. */
    public static WorkerCondition hasDied(ChipWorker worker) {
        return new WorkerCondition("the worker has died", () -> !worker.isUsable(),
                () -> "it lives, and is " + running(worker.activity()), worker::describeActivity);
    }

    /** Wait until the process of a chip has died, or was given up. */
    public static WorkerCondition hasDied(HostWorker host, int chip) {
        return new WorkerCondition("chip " + chip + " has died", () -> !host.isUsable(chip),
                () -> "it lives, and is " + running(host.activity(chip)), host::describeActivity);
    }

    /** Wait until a chip that has died since now was replaced, which the next run does. */
    public static WorkerCondition wasReplaced(HostWorker host, int chip) {
        long before = host.generation(chip);
        return new WorkerCondition("chip " + chip + " was replaced",
                () -> host.isUsable(chip) && host.generation(chip) != before,
                () -> "its process is " + (host.generation(chip) == before ? "the same" : "another one") + " and "
                        + (host.isUsable(chip) ? "lives" : "has died"),
                host::describeActivity);
    }

    /**
     * Wait until a counter that notifications raise has at least this value: a 32-bit word in the window of a chip.
     *
     * @param offset where it is in the window, in bytes
     */
    public static WorkerCondition notified(HostWorker host, int chip, long offset, int value) {
        return notified("word at " + offset + " in the window of chip " + chip, host, chip, offset, value);
    }

    /**
     * Wait until a counter that notifications raise has at least this value: a 32-bit word in a buffer of a chip's window.
     *
     * @param buffer name of the buffer, see {@link org.chiptest.runtime.comm.BootstrapConfig}
     * @param index  which of its 32-bit words
     */
    public static WorkerCondition notified(HostWorker host, int chip, String buffer, int index, int value) {
        long offset = offset(host.chipContexts().get(chip), buffer) + (long) index * Integer.BYTES;
        return notified("word " + index + " of buffer " + buffer + " of chip " + chip, host, chip, offset, value);
    }

    private static WorkerCondition notified(String what, HostWorker host, int chip, long offset, int value) {
        return new WorkerCondition(what + " is " + value + " or more", () -> word(host.window(chip), offset) >= value,
                () -> "it is " + word(host.window(chip), offset), host::describeActivity);
    }

    private static WorkerCondition calls(String text, ChipWorker worker, Predicate<DeviceActivity.Call> wanted) {
        return new WorkerCondition(text,
                () -> worker.activity().map(DeviceActivity::calls).orElse(List.of()).stream().anyMatch(wanted),
                () -> "the worker is " + running(worker.activity()), worker::describeActivity);
    }

    private static String told(StartedRun.Progress progress) {
        String ended = progress.ended().isPresent() ? progress.ended().getAsLong() + " have" : "nobody counts what has";
        return ended + " ended in " + progress.elapsed().toMillis() + " ms, and the run is "
                + progress.state().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (progress.calls().isEmpty() ? "" : ", " + running(progress.calls()));
    }

    private static String running(Optional<DeviceActivity> activity) {
        return activity.map(DeviceActivity::calls).map(WorkerConditions::running).orElse("not saying what it does");
    }

    private static String running(List<DeviceActivity.Call> calls) {
        return calls.isEmpty()
                ? "running no user code"
                : "running " + calls.stream().map(DeviceActivity.Call::toString).collect(Collectors.joining("; "));
    }

    private static long offset(ChipContext context, String buffer) {
        Map<String, Long> buffers = new TreeMap<>(context.buffers());
        Long address = buffers.get(buffer);
        if (address == null) {
            throw new IllegalArgumentException("chip on device " + context.deviceId() + " has no buffer '" + buffer
                    + "', only " + buffers.keySet());
        }
        return address - context.windowBase();
    }

    private static int word(MemorySegment window, long offset) {
        return (int) ValueLayout.JAVA_INT.varHandle().getAcquire(window, offset);
    }
}
