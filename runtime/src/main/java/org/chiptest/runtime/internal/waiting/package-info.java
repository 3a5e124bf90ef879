/** How a thread waits for another one. */
@NullMarked
package org.chiptest.runtime.internal.waiting;

import org.jspecify.annotations.NullMarked;
