/** Pages that show recorded runs: one that answers questions, and one that needs no script. */
@NullMarked
package org.chiptest.diagnostics.internal.page;

import org.jspecify.annotations.NullMarked;
