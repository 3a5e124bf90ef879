/** The test tree. */
@NullMarked
package org.chiptest.engine.internal.descriptor;

import org.jspecify.annotations.NullMarked;
