/** Interleavings of those who lease devices. */
@NullMarked
package org.chiptest.engine.internal.lease;

import org.jspecify.annotations.NullMarked;
