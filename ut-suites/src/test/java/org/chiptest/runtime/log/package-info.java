/** Tests of the log. */
@NullMarked
package org.chiptest.runtime.log;

import org.jspecify.annotations.NullMarked;
