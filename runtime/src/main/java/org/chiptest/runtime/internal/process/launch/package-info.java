/** Processes of ours: their programs and class paths, their private folders, their start and their end. */
@NullMarked
package org.chiptest.runtime.internal.process.launch;

import org.jspecify.annotations.NullMarked;
