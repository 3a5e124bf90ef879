/** Java methods that another process finds by their names. */
@NullMarked
package org.chiptest.runtime.internal.method;

import org.jspecify.annotations.NullMarked;
