/** Two sides of a scenario: what each of them did that can be seen from outside, and in what they differ. */
@NullMarked
package org.chiptest.engine.internal.comparison;

import org.jspecify.annotations.NullMarked;
