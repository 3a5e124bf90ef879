package org.chiptest.runtime.comm;

import java.lang.foreign.MemorySegment;

/**
 * Host memory that a buffer is filled from or copied to; chips and their parent share it.
 *
 * @param name   name of the buffer
 * @param memory as many bytes as the buffer has
 */
public record HostBufferStaging(String name, MemorySegment memory) {}
