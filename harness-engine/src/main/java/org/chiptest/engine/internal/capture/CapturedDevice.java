package org.chiptest.engine.internal.capture;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.device.DeviceRequest.Prepare;
import org.chiptest.runtime.device.DeviceRequest.Run;
import org.chiptest.runtime.internal.device.ForwardingDevice;

/** A device in front of another one that has runs recorded, and takes what they have recorded. */
public final class CapturedDevice extends ForwardingDevice {

    private final AttemptCaptures captures;
    private final CapturedChip chip;
    private final Function<ChipCallable, Map<Integer, String>> kernelNames;
    private final Map<Integer, ChipCallable> callables;

    /**
     * Stand in front of a device.
     *
     * @param callables   what is known already about callables, by their ids
     * @param kernelNames tells what the kernels of a callable are called, by func id
     */
    public CapturedDevice(Device device, AttemptCaptures captures, CapturedChip chip,
            Map<Integer, ChipCallable> callables, Function<ChipCallable, Map<Integer, String>> kernelNames) {
        super(device);
        this.captures = captures;
        this.chip = chip;
        this.callables = new HashMap<>(callables);
        this.kernelNames = kernelNames;
    }

    @Override
    public long perform(DeviceRequest request) {
        if (request instanceof Run(int cid, var args, CallConfig config)) {
            CallConfig effective = captures.configure(config, chip, kernels(cid));
            if (effective.diagnostics().on()) {
                return captured(new Run(cid, args, effective));
            }
        }
        long result = target().perform(request);
        if (request instanceof Prepare(int cid, ChipCallable callable)) {
            callables.put(cid, callable);
        }
        return result;
    }

    private long captured(Run run) {
        try {
            return target().perform(run);
        } finally {
            captures.take(records(), run.config().diagnostics(), chip, Optional.ofNullable(callables.get(run.cid())),
                    kernels(run.cid()));
        }
    }

    private Map<Integer, String> kernels(int cid) {
        ChipCallable callable = callables.get(cid);
        return callable == null ? Map.of() : kernelNames.apply(callable);
    }
}
