/** Tests of {@code org.chiptest.runtime.process}. */
@NullMarked
package org.chiptest.runtime.process;

import org.jspecify.annotations.NullMarked;
