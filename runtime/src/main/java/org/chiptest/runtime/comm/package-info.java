/** Communication of simulated chips: windows that all ranks of a host worker share, and the start of a chip that has a part in them. */
@NullMarked
package org.chiptest.runtime.comm;

import org.jspecify.annotations.NullMarked;
