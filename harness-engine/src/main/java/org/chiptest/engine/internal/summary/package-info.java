/** Accounting: what became of each test, for the console and for whoever judges the run from outside. */
@NullMarked
package org.chiptest.engine.internal.summary;

import org.jspecify.annotations.NullMarked;
