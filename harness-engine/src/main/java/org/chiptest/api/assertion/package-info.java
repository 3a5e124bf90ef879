/** AssertJ assertions for tensors, workers and their counters. */
@NullMarked
package org.chiptest.api.assertion;

import org.jspecify.annotations.NullMarked;
