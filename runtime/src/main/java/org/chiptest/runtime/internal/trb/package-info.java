/** The tensormap_and_ringbuffer runtime: tasks run while the orchestration submits them ({@code docs/contract/trb.md}). */
@NullMarked
package org.chiptest.runtime.internal.trb;

import org.jspecify.annotations.NullMarked;
