/** Devices that tests take turns on: who waits for one, who has it, and what becomes of it between two tests. */
@NullMarked
package org.chiptest.engine.internal.lease;

import org.jspecify.annotations.NullMarked;
