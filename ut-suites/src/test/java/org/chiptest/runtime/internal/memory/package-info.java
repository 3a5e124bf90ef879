@NullMarked
package org.chiptest.runtime.internal.memory;

import org.jspecify.annotations.NullMarked;
