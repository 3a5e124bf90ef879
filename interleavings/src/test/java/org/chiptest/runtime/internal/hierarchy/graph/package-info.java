/** Schedules of the graph of tasks. */
@NullMarked
package org.chiptest.runtime.internal.hierarchy.graph;

import org.jspecify.annotations.NullMarked;
