@NullMarked
package org.chiptest.runtime.comm;

import org.jspecify.annotations.NullMarked;
