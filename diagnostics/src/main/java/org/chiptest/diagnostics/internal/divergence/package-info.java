/** How the first difference between two recorded runs is found. */
@NullMarked
package org.chiptest.diagnostics.internal.divergence;

import org.jspecify.annotations.NullMarked;
