/** Scenarios that fail in some schedules, each for another reason, and the same without the mistake. */
@NullMarked
package org.chiptest.interleavings.examples;

import org.jspecify.annotations.NullMarked;
