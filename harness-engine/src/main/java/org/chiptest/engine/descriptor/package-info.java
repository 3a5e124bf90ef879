/** The test tree. */
@NullMarked
package org.chiptest.engine.descriptor;

import org.jspecify.annotations.NullMarked;
