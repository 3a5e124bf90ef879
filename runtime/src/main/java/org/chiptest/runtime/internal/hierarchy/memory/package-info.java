/** Memory that tasks of a run use: rings of slabs for outputs, and tensors of callers. */
@NullMarked
package org.chiptest.runtime.internal.hierarchy.memory;

import org.jspecify.annotations.NullMarked;
