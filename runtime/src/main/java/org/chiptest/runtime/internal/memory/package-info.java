/** Memory that native code and other processes see: memory files, mappings, allocators over them. */
@NullMarked
package org.chiptest.runtime.internal.memory;

import org.jspecify.annotations.NullMarked;
