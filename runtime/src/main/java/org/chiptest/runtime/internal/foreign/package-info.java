/** Devices behind the C interface of a library that somebody else has written. */
@NullMarked
package org.chiptest.runtime.internal.foreign;

import org.jspecify.annotations.NullMarked;
