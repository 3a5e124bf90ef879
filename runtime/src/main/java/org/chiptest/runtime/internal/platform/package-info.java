/** How platforms are found, and how they are described without code. */
@NullMarked
package org.chiptest.runtime.internal.platform;

import org.jspecify.annotations.NullMarked;
