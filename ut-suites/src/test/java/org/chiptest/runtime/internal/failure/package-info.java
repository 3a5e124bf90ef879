@NullMarked
package org.chiptest.runtime.internal.failure;

import org.jspecify.annotations.NullMarked;
