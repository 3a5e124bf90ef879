@NullMarked
package org.chiptest.runtime.memory;

import org.jspecify.annotations.NullMarked;
