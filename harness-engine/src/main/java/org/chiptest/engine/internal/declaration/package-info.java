/** What test classes declare, read by reflection and checked. */
@NullMarked
package org.chiptest.engine.internal.declaration;

import org.jspecify.annotations.NullMarked;
