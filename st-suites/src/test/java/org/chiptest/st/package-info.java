/** System tests: what the runtime promises, proved with real orchestrations and kernels. */
@NullMarked
package org.chiptest.st;

import org.jspecify.annotations.NullMarked;
