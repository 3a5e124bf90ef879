/** The dialogue between a worker and its child process: memory that both map, one request at a time, and the side that asks. */
@NullMarked
package org.chiptest.runtime.internal.mailbox;

import org.jspecify.annotations.NullMarked;
