package org.chiptest.runtime.device;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

import org.chiptest.runtime.internal.device.CounterDescriptor;

/**
 * What the process that hosts a device provides to it.
 *
 * @param shim     the compiled native shim
 * @param scratch  private directory for short-lived files
 * @param counters memory of {@link CounterDescriptor#SIZE} bytes that the device counts in
 * @param frames   memory of the call frames, in which the running user code is noted; its size limits the kernel threads
 * @param lostRuns called when a run fails whose caller does not return from user code
 */
public record DeviceHost(Path shim, Path scratch, MemorySegment counters, MemorySegment frames,
        LostRunListener lostRuns) {}
