/** Memory that native code and other processes see: memory files, mappings, allocators over them, futex words. */
@NullMarked
package org.chiptest.runtime.memory;

import org.jspecify.annotations.NullMarked;
