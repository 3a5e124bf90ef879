/** Schedules of a device's thread and of its callers. */
@NullMarked
package org.chiptest.runtime.internal.worker;

import org.jspecify.annotations.NullMarked;
