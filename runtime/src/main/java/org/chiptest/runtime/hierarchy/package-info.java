/**
 * The hierarchical engine of level 3 and above: one host that runs a graph of tasks on many children, chips and sub workers
 * ({@code docs/contract/host-workers.md}). For who writes tests.
 */
@NullMarked
package org.chiptest.runtime.hierarchy;

import org.jspecify.annotations.NullMarked;
