/** Tests of {@code org.chiptest.runtime.internal.process.launch}. */
@NullMarked
package org.chiptest.runtime.internal.process.launch;

import org.jspecify.annotations.NullMarked;
