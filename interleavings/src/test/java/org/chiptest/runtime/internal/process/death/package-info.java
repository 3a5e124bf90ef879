/** What stands in for processes here. */
@NullMarked
package org.chiptest.runtime.internal.process.death;

import org.jspecify.annotations.NullMarked;
