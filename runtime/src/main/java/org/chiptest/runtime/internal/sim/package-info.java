/** The simulated device: prepared table, pools of images and libraries, and the run of a callable ({@code docs/contract/devices.md}). */
@NullMarked
package org.chiptest.runtime.internal.sim;

import org.jspecify.annotations.NullMarked;
