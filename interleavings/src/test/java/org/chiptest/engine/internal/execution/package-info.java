/** Interleavings of those who lease devices. */
@NullMarked
package org.chiptest.engine.internal.execution;

import org.jspecify.annotations.NullMarked;
