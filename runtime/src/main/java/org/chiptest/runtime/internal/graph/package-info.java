/** What both graph runtimes share: tasks and their edges, ready queues, cores as data, kernel threads, completion. */
@NullMarked
package org.chiptest.runtime.internal.graph;

import org.jspecify.annotations.NullMarked;
