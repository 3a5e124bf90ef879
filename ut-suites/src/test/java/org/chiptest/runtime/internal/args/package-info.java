/** Tests of {@code org.chiptest.runtime.internal.args}. */
@NullMarked
package org.chiptest.runtime.internal.args;

import org.jspecify.annotations.NullMarked;
