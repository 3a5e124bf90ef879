/** Tests of {@code org.chiptest.runtime.internal.redzone}. */
@NullMarked
package org.chiptest.runtime.internal.redzone;

import org.jspecify.annotations.NullMarked;
