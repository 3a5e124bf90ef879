/** How platforms are found. */
@NullMarked
package org.chiptest.runtime.internal.platform;

import org.jspecify.annotations.NullMarked;
