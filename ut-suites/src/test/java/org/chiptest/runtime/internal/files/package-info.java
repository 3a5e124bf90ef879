/** Tests of {@code org.chiptest.runtime.internal.files}. */
@NullMarked
package org.chiptest.runtime.internal.files;

import org.jspecify.annotations.NullMarked;
