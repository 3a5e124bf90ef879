/** Values as bits: scalars in the 64 bits that they travel in, the hash of bytes. */
@NullMarked
package org.chiptest.runtime.internal.bits;

import org.jspecify.annotations.NullMarked;
