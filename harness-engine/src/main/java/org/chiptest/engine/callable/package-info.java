/** From callable specifications to compiled callables. */
@NullMarked
package org.chiptest.engine.callable;

import org.jspecify.annotations.NullMarked;
