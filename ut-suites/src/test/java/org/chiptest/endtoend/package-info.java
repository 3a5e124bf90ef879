/** Proofs that cross rooms: real suites in the real engine, over native code and processes that misbehave. */
@NullMarked
package org.chiptest.endtoend;

import org.jspecify.annotations.NullMarked;
