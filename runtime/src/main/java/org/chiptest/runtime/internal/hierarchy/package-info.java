/** The children of host workers: what they can run, and how they start as processes. */
@NullMarked
package org.chiptest.runtime.internal.hierarchy;

import org.jspecify.annotations.NullMarked;
