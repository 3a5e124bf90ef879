/** How processes of workers are started, and the Java methods that they run. For who writes tests. */
@NullMarked
package org.chiptest.runtime.process;

import org.jspecify.annotations.NullMarked;
