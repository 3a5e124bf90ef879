/** Tests of {@code org.chiptest.runtime.internal.callable}. */
@NullMarked
package org.chiptest.runtime.internal.callable;

import org.jspecify.annotations.NullMarked;
