/** Tests of {@code org.chiptest.runtime.internal.json}. */
@NullMarked
package org.chiptest.runtime.internal.json;

import org.jspecify.annotations.NullMarked;
