/** Tests of {@code org.chiptest.runtime.internal.platform}. */
@NullMarked
package org.chiptest.runtime.internal.platform;

import org.jspecify.annotations.NullMarked;
