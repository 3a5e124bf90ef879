/** Red zones around allocations, and what is said when one was overwritten. */
@NullMarked
package org.chiptest.runtime.internal.redzone;

import org.jspecify.annotations.NullMarked;
