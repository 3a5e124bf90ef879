/** The graph of tasks of one run of a host worker: what waits for what, what can start where, and whose memory comes back when. */
@NullMarked
package org.chiptest.runtime.internal.hierarchy.graph;

import org.jspecify.annotations.NullMarked;
