/** Tests of {@code org.chiptest.runtime.internal.bits}. */
@NullMarked
package org.chiptest.runtime.internal.bits;

import org.jspecify.annotations.NullMarked;
