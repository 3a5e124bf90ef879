/** Typed access to the memory of argument tensors. For who writes tests; what gives memory is for who makes platforms. */
@NullMarked
package org.chiptest.runtime.tensor;

import org.jspecify.annotations.NullMarked;
