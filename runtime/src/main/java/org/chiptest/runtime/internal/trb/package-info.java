/** The tensormap_and_ringbuffer runtime: tasks run while the orchestration submits them (specification, chapter 6). */
@NullMarked
package org.chiptest.runtime.internal.trb;

import org.jspecify.annotations.NullMarked;
