/** The child's end of the mailbox: the loop that takes requests, and what does them. */
@NullMarked
package org.chiptest.runtime.internal.mailbox.server;

import org.jspecify.annotations.NullMarked;
