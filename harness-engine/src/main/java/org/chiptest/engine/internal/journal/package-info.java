/** What was done for tests besides running them: compilers, workers. */
@NullMarked
package org.chiptest.engine.internal.journal;

import org.jspecify.annotations.NullMarked;
