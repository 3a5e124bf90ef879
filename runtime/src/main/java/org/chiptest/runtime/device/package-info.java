/** What a device is to everybody else: operations, counters, architectures. For who makes platforms and reports. */
@NullMarked
package org.chiptest.runtime.device;

import org.jspecify.annotations.NullMarked;
