/** What a device is to everybody else: worker operations, counters, architectures and the provider interface of platforms. */
@NullMarked
package org.chiptest.runtime.device;

import org.jspecify.annotations.NullMarked;
