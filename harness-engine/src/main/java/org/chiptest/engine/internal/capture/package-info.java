/** Captures of one attempt at a test: which runs are recorded, and whether that was kept which a capture promises. */
@NullMarked
package org.chiptest.engine.internal.capture;

import org.jspecify.annotations.NullMarked;
