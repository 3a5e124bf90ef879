/** Waiting for what a worker does: conditions that say, when they do not come true, what it was doing instead. */
@NullMarked
package org.chiptest.api.await;

import org.jspecify.annotations.NullMarked;
