@NullMarked
package org.chiptest.runtime.elf;

import org.jspecify.annotations.NullMarked;
