/** What stands in for processes here. */
@NullMarked
package org.chiptest.runtime.internal.process.launch;

import org.jspecify.annotations.NullMarked;
