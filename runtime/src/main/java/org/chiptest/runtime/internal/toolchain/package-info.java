/** How code is compiled: the compilers of the machine, one job at a time for each content, and the cache of results. */
@NullMarked
package org.chiptest.runtime.internal.toolchain;

import org.jspecify.annotations.NullMarked;
