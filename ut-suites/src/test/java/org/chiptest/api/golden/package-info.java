/** Tests of golden values and their comparison. */
@NullMarked
package org.chiptest.api.golden;

import org.jspecify.annotations.NullMarked;
