/** From callable specifications to compiled callables. */
@NullMarked
package org.chiptest.engine.internal.callable;

import org.jspecify.annotations.NullMarked;
