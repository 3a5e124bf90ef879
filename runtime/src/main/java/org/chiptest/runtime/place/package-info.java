/** Where a device lives: in this process, or in one of its own. For who writes tests. */
@NullMarked
package org.chiptest.runtime.place;

import org.jspecify.annotations.NullMarked;
