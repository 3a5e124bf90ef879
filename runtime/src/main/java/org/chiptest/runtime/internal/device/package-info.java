/** The page that a device counts in. */
@NullMarked
package org.chiptest.runtime.internal.device;

import org.jspecify.annotations.NullMarked;
