/** Child processes that run devices: starting them, talking to them, noticing and reporting their end. */
@NullMarked
package org.chiptest.runtime.worker.process;

import org.jspecify.annotations.NullMarked;
