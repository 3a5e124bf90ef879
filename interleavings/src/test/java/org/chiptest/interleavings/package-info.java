/** Runs of the interleavings: on the runtime as it is, and on mutations of it, which they must find. */
@NullMarked
package org.chiptest.interleavings;

import org.jspecify.annotations.NullMarked;
