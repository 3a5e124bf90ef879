/** The memory of a simulated device. */
@NullMarked
package org.chiptest.runtime.internal.sim.memory;

import org.jspecify.annotations.NullMarked;
