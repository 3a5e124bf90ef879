/** Tests of the simulated device with real native code. */
@NullMarked
package org.chiptest.runtime.sim;

import org.jspecify.annotations.NullMarked;
