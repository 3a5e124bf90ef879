/** The JUnit Platform test engine {@code chiptest}: wiring only. */
@NullMarked
package org.chiptest.engine.internal;

import org.jspecify.annotations.NullMarked;
