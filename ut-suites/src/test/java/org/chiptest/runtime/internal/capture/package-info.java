/** Tests of captures. */
@NullMarked
package org.chiptest.runtime.internal.capture;

import org.jspecify.annotations.NullMarked;
