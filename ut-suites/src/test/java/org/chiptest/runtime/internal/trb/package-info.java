/** Tests of the tensormap_and_ringbuffer runtime. */
@NullMarked
package org.chiptest.runtime.internal.trb;

import org.jspecify.annotations.NullMarked;
