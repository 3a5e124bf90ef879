package org.chiptest.runtime.device;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.Consumer;

import org.chiptest.runtime.internal.device.CounterDescriptor;

/**
 * What the process that hosts a device provides to it.
 *
 * @param shim     the compiled native shim
 * @param scratch  private directory for short-lived files
 * @param counters memory of {@link CounterDescriptor#SIZE} bytes that the device counts in
 * @param frames   memory of the call frames, in which the running user code is noted; its size limits the kernel threads
 * @param lostRuns takes the failure of a run that the caller of the device cannot report, because it is inside user code that does not
 *                 return; called from another thread. The device is of no use any more, its process is to be given up
 * @param records  memory that runs are recorded in; empty if none is to be
 */
public record DeviceHost(Path shim, Path scratch, MemorySegment counters, MemorySegment frames,
        Consumer<DeviceException> lostRuns, MemorySegment records) {}
