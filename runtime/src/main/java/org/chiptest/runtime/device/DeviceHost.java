package org.chiptest.runtime.device;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * What the process that hosts a device provides to it.
 *
 * @param shim     the compiled native shim
 * @param scratch  private directory for short-lived files
 * @param counters memory of {@link CounterDescriptor#SIZE} bytes that the device counts in
 * @param crash    memory of the crash note, in which the running kernels are noted; empty for none
 */
public record DeviceHost(Path shim, Path scratch, MemorySegment counters, MemorySegment crash) {}
