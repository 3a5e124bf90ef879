/** Tests of {@code org.chiptest.runtime.internal.mailbox.server}. */
@NullMarked
package org.chiptest.runtime.internal.mailbox.server;

import org.jspecify.annotations.NullMarked;
