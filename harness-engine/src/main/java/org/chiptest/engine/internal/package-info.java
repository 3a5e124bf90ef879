/** The JUnit Platform test engine {@code chiptest}: what it opens for a run and writes after it; the rooms below do the rest. */
@NullMarked
package org.chiptest.engine.internal;

import org.jspecify.annotations.NullMarked;
