/** Where devices come from. */
@NullMarked
package org.chiptest.engine.device;

import org.jspecify.annotations.NullMarked;
