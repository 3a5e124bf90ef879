/** Interleavings of what both graph runtimes share. */
@NullMarked
package org.chiptest.runtime.internal.graph;

import org.jspecify.annotations.NullMarked;
