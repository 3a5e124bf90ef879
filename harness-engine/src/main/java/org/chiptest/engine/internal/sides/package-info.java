/** One test on two sides, or several times on one: what differs, and the first task that does. */
@NullMarked
package org.chiptest.engine.internal.sides;

import org.jspecify.annotations.NullMarked;
