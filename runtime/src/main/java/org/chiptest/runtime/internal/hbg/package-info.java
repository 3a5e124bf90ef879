/** The host_build_graph runtime: the orchestration builds the whole graph, then it runs ({@code docs/contract/hbg.md}). */
@NullMarked
package org.chiptest.runtime.internal.hbg;

import org.jspecify.annotations.NullMarked;
