/** A device in this process, on a thread of its own, and what its caller must keep to. */
@NullMarked
package org.chiptest.runtime.internal.worker;

import org.jspecify.annotations.NullMarked;
