/** Tests of what a device is to everybody else. */
@NullMarked
package org.chiptest.runtime.device;

import org.jspecify.annotations.NullMarked;
