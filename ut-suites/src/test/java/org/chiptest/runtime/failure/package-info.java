@NullMarked
package org.chiptest.runtime.failure;

import org.jspecify.annotations.NullMarked;
