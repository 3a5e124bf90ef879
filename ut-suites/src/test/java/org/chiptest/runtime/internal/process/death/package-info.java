/** Tests of {@code org.chiptest.runtime.internal.process.death}. */
@NullMarked
package org.chiptest.runtime.internal.process.death;

import org.jspecify.annotations.NullMarked;
