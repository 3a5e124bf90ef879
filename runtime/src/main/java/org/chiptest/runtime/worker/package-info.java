/** The chip worker: one state machine over any device, in this process or in a child of its own. */
@NullMarked
package org.chiptest.runtime.worker;

import org.jspecify.annotations.NullMarked;
