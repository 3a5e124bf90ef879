/** Tests of {@code org.chiptest.runtime.internal.comm}. */
@NullMarked
package org.chiptest.runtime.internal.comm;

import org.jspecify.annotations.NullMarked;
