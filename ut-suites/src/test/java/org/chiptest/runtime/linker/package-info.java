@NullMarked
package org.chiptest.runtime.linker;

import org.jspecify.annotations.NullMarked;
