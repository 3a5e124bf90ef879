/** A parent and what it does with its processes, schedule by schedule. */
@NullMarked
package org.chiptest.runtime.internal.process.parent;

import org.jspecify.annotations.NullMarked;
