/** What a run is given: argument tensors and scalars, and its configuration. For who writes tests. */
@NullMarked
package org.chiptest.runtime.args;

import org.jspecify.annotations.NullMarked;
