/** Elements of tensors in memory. */
@NullMarked
package org.chiptest.runtime.internal.tensor;

import org.jspecify.annotations.NullMarked;
