/** Callables as images: an orchestration and its kernels in one block of bytes, built, checked, hashed and uploaded. */
@NullMarked
package org.chiptest.runtime.callable;

import org.jspecify.annotations.NullMarked;
