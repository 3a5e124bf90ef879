/** Tests of the simulated device with real native code. */
@NullMarked
package org.chiptest.runtime.internal.sim;

import org.jspecify.annotations.NullMarked;
