/** Tests of {@code org.chiptest.runtime.internal.toolchain}. */
@NullMarked
package org.chiptest.runtime.internal.toolchain;

import org.jspecify.annotations.NullMarked;
