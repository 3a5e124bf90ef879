/** A pool of chips, schedule by schedule. */
@NullMarked
package org.chiptest.runtime.process;

import org.jspecify.annotations.NullMarked;
