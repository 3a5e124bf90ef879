/** Typed access to the memory of argument tensors. */
@NullMarked
package org.chiptest.runtime.tensor;

import org.jspecify.annotations.NullMarked;
