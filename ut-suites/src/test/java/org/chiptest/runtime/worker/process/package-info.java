@NullMarked
package org.chiptest.runtime.worker.process;

import org.jspecify.annotations.NullMarked;
