/** Tests of the runtime as a library for programs that are no JVM. */
@NullMarked
package org.chiptest.runtime.library;

import org.jspecify.annotations.NullMarked;
