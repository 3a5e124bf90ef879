/** How processes of workers are started, and the Java methods that they run. */
@NullMarked
package org.chiptest.runtime.process;

import org.jspecify.annotations.NullMarked;
