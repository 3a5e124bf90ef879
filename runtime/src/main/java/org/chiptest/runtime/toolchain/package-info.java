/** Compile users' kernels and orchestrations with g++ into shared objects, and keep the results in a content-addressed cache. */
@NullMarked
package org.chiptest.runtime.toolchain;

import org.jspecify.annotations.NullMarked;
