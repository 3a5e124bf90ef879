/** Processes that user code has started and left. */
@NullMarked
package org.chiptest.runtime.internal.process.stray;

import org.jspecify.annotations.NullMarked;
