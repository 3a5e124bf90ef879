/** Tests of the native toolchain, with a real g++. */
@NullMarked
package org.chiptest.runtime.toolchain;

import org.jspecify.annotations.NullMarked;
