/** Tests of the C++ headers that ship with the runtime: they compile, declare what users need, and lie as Java expects. */
@NullMarked
package org.chiptest.runtime.include;

import org.jspecify.annotations.NullMarked;
