/** Golden values: what a callable's outputs must be, and how they are compared. */
@NullMarked
package org.chiptest.api.golden;

import org.jspecify.annotations.NullMarked;
