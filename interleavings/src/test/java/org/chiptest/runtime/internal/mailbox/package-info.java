/** Interleavings of the two sides of a mailbox. */
@NullMarked
package org.chiptest.runtime.internal.mailbox;

import org.jspecify.annotations.NullMarked;
