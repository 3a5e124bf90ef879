@NullMarked
package org.chiptest.runtime.internal.elf;

import org.jspecify.annotations.NullMarked;
