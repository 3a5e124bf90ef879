/** The runtime as a library for programs that are no JVM. For everybody, from a command line. */
@NullMarked
package org.chiptest.runtime.library;

import org.jspecify.annotations.NullMarked;
