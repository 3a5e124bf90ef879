/** What stands in for the system here. */
@NullMarked
package org.chiptest.runtime.internal.linker;

import org.jspecify.annotations.NullMarked;
