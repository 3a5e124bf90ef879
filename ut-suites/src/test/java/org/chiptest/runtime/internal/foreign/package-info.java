@NullMarked
package org.chiptest.runtime.internal.foreign;

import org.jspecify.annotations.NullMarked;
