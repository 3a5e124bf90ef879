/** Tests of what settings mean, one grammar at a time. */
@NullMarked
package org.chiptest.engine.internal.settings;

import org.jspecify.annotations.NullMarked;
