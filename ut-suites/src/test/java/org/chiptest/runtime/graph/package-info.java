/** Tests of what both graph runtimes share. */
@NullMarked
package org.chiptest.runtime.graph;

import org.jspecify.annotations.NullMarked;
