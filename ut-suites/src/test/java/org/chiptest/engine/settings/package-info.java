/** Tests of what settings mean, one grammar at a time. */
@NullMarked
package org.chiptest.engine.settings;

import org.jspecify.annotations.NullMarked;
