@NullMarked
package org.chiptest.runtime.internal.mailbox;

import org.jspecify.annotations.NullMarked;
