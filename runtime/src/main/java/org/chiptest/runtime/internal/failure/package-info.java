/** Failures of user code, which are user code themselves. */
@NullMarked
package org.chiptest.runtime.internal.failure;

import org.jspecify.annotations.NullMarked;
