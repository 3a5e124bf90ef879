/** The chip worker: one state machine over any device. For who writes tests. */
@NullMarked
package org.chiptest.runtime.worker;

import org.jspecify.annotations.NullMarked;
