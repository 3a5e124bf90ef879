/** Answers of a captured run: what was longest, why it took so long, and what was wrong. */
@NullMarked
package org.chiptest.diagnostics.analysis;

import org.jspecify.annotations.NullMarked;
