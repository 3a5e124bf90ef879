/** What test classes declare, read by reflection and checked. */
@NullMarked
package org.chiptest.engine.declaration;

import org.jspecify.annotations.NullMarked;
