/** Tests of the log. */
@NullMarked
package org.chiptest.runtime.internal.log;

import org.jspecify.annotations.NullMarked;
