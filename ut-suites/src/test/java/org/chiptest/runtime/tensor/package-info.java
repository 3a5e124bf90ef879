/** Tests of tensors and of the files they come from. */
@NullMarked
package org.chiptest.runtime.tensor;

import org.jspecify.annotations.NullMarked;
