/** What is compiled, for what target, and the compiler that does it. For who makes platforms, or compiles without the harness. */
@NullMarked
package org.chiptest.runtime.toolchain;

import org.jspecify.annotations.NullMarked;
