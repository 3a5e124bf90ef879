/** Memory that processes share, and the references that travel where an address stands in one process. */
@NullMarked
package org.chiptest.runtime.internal.segment;

import org.jspecify.annotations.NullMarked;
