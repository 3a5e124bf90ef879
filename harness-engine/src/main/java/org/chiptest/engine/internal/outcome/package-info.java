/** How a test ends: verdicts, the failures that say why, and the command that repeats it. */
@NullMarked
package org.chiptest.engine.internal.outcome;

import org.jspecify.annotations.NullMarked;
