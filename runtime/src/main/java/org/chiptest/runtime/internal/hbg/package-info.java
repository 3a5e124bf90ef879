/** The host_build_graph runtime: the orchestration builds the whole graph, then it runs (specification, chapter 5). */
@NullMarked
package org.chiptest.runtime.internal.hbg;

import org.jspecify.annotations.NullMarked;
