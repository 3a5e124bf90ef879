/** The only user of {@link java.lang.foreign.Linker}: libc, native libraries, and the shim that runs user code. */
@NullMarked
package org.chiptest.runtime.internal.linker;

import org.jspecify.annotations.NullMarked;
