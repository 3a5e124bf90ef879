/** What a captured run did, task by task. For who analyses and shows runs. */
@NullMarked
package org.chiptest.runtime.capture;

import org.jspecify.annotations.NullMarked;
