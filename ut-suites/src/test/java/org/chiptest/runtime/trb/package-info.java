/** Tests of the tensormap_and_ringbuffer runtime. */
@NullMarked
package org.chiptest.runtime.trb;

import org.jspecify.annotations.NullMarked;
