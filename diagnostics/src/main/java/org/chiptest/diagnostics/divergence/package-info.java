/** Where two runs of the same work part: the first task that computed something else, and that task alone. */
@NullMarked
package org.chiptest.diagnostics.divergence;

import org.jspecify.annotations.NullMarked;
