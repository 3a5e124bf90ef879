/** What becomes of a callable on a device: its bytes, the names of its functions, the addresses of its kernels. */
@NullMarked
package org.chiptest.runtime.internal.callable;

import org.jspecify.annotations.NullMarked;
