@NullMarked
package org.chiptest.runtime.worker;

import org.jspecify.annotations.NullMarked;
