/** The log of the runtime and of orchestrations: levels, tiers and line format of {@code docs/contract/devices.md#log}. */
@NullMarked
package org.chiptest.runtime.internal.log;

import org.jspecify.annotations.NullMarked;
