package org.chiptest.runtime.internal.process.parent;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.device.DeviceRequest.Free;
import org.chiptest.runtime.device.DeviceRequest.Malloc;
import org.chiptest.runtime.device.DeviceRequest.Prepare;
import org.chiptest.runtime.device.DeviceRequest.Run;
import org.chiptest.runtime.device.DeviceRequest.Unregister;
import org.chiptest.runtime.internal.device.ForwardingDevice;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.tensor.TensorMemory;
import org.chiptest.runtime.worker.WorkerDiedException;

/**
 * A device whose process can do a limited number of runs, or none after some failures: another process takes its place in time.
 *
 * <p>Between its users that costs nobody anything: it is done when fewer runs are left than anybody has needed so far. During a use it is
 * done before the run that would be one too many: what was prepared is prepared again, tensors stay where they are, and the counters go
 * on, which then say that several processes counted. Memory of the device cannot be moved: while some is live, that run fails instead.
 */
public final class RenewedDevice extends ForwardingDevice {

    private final Function<HostMemory, ChildDevice> opener;
    private final RunBudget budget;
    private final HostMemory memory;
    private final Map<Integer, ChipCallable> prepared = new TreeMap<>();
    private final Set<Long> pointers = new LinkedHashSet<>();
    private volatile ChildDevice current;
    private int runs;
    private int runsOfUse;
    private int largestUse = 1;
    private boolean ended;
    /** What was counted before the process that there is now, and what that one had counted when it took over. */
    private volatile Counted counted;
    private RenewedLog log;

    private record Counted(ChildDevice device, Optional<CounterSnapshot> before, CounterSnapshot begin) {

        CounterSnapshot now() {
            CounterSnapshot own = device.counters();
            return before.map(earlier -> earlier.plus(own, begin)).orElse(own);
        }
    }

    private RenewedDevice(Function<HostMemory, ChildDevice> opener, RunBudget budget, HostMemory memory,
            ChildDevice first) {
        super(first);
        this.opener = opener;
        this.budget = budget;
        this.memory = memory;
        this.current = first;
        this.counted = new Counted(current, Optional.empty(), current.counters());
        this.log = RenewedLog.of(current);
    }

    /**
     * Open a device.
     *
     * @param bytes  size of the memory for tensors, which all its processes share
     * @param opener opens it in a new process that shares a memory
     */
    public static RenewedDevice open(long bytes, RunBudget budget, Function<HostMemory, ChildDevice> opener) {
        HostMemory memory = HostMemory.create(bytes);
        try {
            return new RenewedDevice(opener, budget, memory, opener.apply(memory));
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    /** Return the process that there is now. */
    @Override
    protected ChildDevice target() {
        return current;
    }

    @Override
    public long perform(DeviceRequest request) {
        if (request instanceof Run run) {
            return run(run);
        }
        long result = current.perform(request);
        switch (request) {
            case Prepare(int cid, ChipCallable callable) -> prepared.put(cid, callable);
            case Unregister(int cid) -> prepared.remove(cid);
            case Malloc _ -> pointers.add(result);
            case Free(long pointer) -> pointers.remove(pointer);
            default -> {
                // leaves nothing behind
            }
        }
        return result;
    }

    @Override
    public TensorMemory tensorMemory() {
        return memory;
    }

    @Override
    public CounterSnapshot counters() {
        return counted.now();
    }

    /** Say what the current process lacks; one that has too few runs left is renewed first, which nobody has to know. */
    @Override
    public Optional<String> shortage() {
        largestUse = Math.max(largestUse, runsOfUse);
        runsOfUse = 0;
        boolean few = budget.most().isPresent() && budget.most().getAsInt() - runs < largestUse && runs > 0;
        if ((few || ended) && pointers.isEmpty() && current.death().isEmpty()) {
            renew();
        }
        return current.shortage();
    }

    /** Return the place up to which the log is written now. */
    public long logMark() {
        return log.mark();
    }

    /** Return what was written behind a mark, by all processes. */
    public String logSince(long mark) {
        return log.since(mark);
    }

    /** Return the process that there is now. */
    public ChildDevice process() {
        return current;
    }

    @Override
    public void close() {
        try (memory) {
            current.close();
        }
    }

    private long run(Run run) {
        if (ended || budget.most().isPresent() && runs >= budget.most().getAsInt()) {
            requireMovable();
            renew();
        }
        runs++;
        runsOfUse++;
        try {
            return current.perform(new Run(run.cid(), run.args(), withDeadline(run.config())));
        } catch (WorkerDiedException e) {
            throw new WorkerDiedException(e.code(), e.getMessage() + "; it was run " + runs + " of its process",
                    e.death());
        } catch (DeviceException e) {
            ended = budget.ending().contains(e.code());
            throw e;
        }
    }

    private CallConfig withDeadline(CallConfig config) {
        RunSettings settings = config.settings();
        return settings.deadline().isPresent() || budget.deadline().isEmpty()
                ? config
                : config.withSettings(settings.withDeadline(budget.deadline().get()));
    }

    private void requireMovable() {
        if (!pointers.isEmpty()) {
            throw new DeviceException((ended
                    ? "a run has failed after which a process of " + budget.platform() + " is of no use (platform."
                            + budget.platform() + ".renew-after)"
                    : "a process of " + budget.platform() + " can do " + budget.most().orElse(0) + " runs ("
                            + budget.setting() + "), and has done " + runs)
                    + "; it cannot be renewed while " + pointers.size()
                    + " block(s) of device memory are live; free them before, or raise the limit");
        }
    }

    private void renew() {
        CounterSnapshot before = counted.now();
        String written = log.since(log.last().get());
        long length = current.logMark();
        current.close();
        current = opener.apply(memory);
        log = log.continued(current, written, length, runs);
        runs = 0;
        ended = false;
        prepared.forEach(current::prepare);
        counted = new Counted(current, Optional.of(before), current.counters());
    }
}
