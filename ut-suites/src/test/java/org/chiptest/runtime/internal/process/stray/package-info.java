/** Tests of {@code org.chiptest.runtime.internal.process.stray}. */
@NullMarked
package org.chiptest.runtime.internal.process.stray;

import org.jspecify.annotations.NullMarked;
