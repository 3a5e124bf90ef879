/** Tests of finding out what of much is needed. */
@NullMarked
package org.chiptest.engine.internal.reduction;

import org.jspecify.annotations.NullMarked;
