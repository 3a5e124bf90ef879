/** How chips start that have a part in a group and see each other's windows. For who writes tests. */
@NullMarked
package org.chiptest.runtime.comm;

import org.jspecify.annotations.NullMarked;
