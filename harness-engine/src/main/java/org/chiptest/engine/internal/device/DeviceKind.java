package org.chiptest.engine.internal.device;

import org.chiptest.api.Variant;
import org.chiptest.runtime.toolchain.Sanitizer;

/**
 * Say what scenarios can share a device: those of one variant whose code is built in the same way. A process holds the library of a
 * sanitizer from its start, so it serves no other.
 *
 * @param variant   platform and runtime
 * @param sanitizer what kernels and orchestrations are built with
 */
public record DeviceKind(Variant variant, Sanitizer sanitizer) {}
