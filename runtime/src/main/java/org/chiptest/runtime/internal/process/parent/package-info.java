/** The parent's side of a child process: requests with deadlines, and devices, chips and tasks that live behind them. */
@NullMarked
package org.chiptest.runtime.internal.process.parent;

import org.jspecify.annotations.NullMarked;
