/** Tests of {@code org.chiptest.runtime.internal.segment}. */
@NullMarked
package org.chiptest.runtime.internal.segment;

import org.jspecify.annotations.NullMarked;
