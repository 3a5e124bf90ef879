/** Callables: an orchestration and its kernels in one image, built and checked. For who writes tests. */
@NullMarked
package org.chiptest.runtime.callable;

import org.jspecify.annotations.NullMarked;
