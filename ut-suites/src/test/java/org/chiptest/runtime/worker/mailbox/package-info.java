@NullMarked
package org.chiptest.runtime.worker.mailbox;

import org.jspecify.annotations.NullMarked;
