@NullMarked
package org.chiptest.runtime.callable;

import org.jspecify.annotations.NullMarked;
