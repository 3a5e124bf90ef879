/** What a run is given: argument tensors and scalars, and its configuration, with the binary forms of both. */
@NullMarked
package org.chiptest.runtime.args;

import org.jspecify.annotations.NullMarked;
