/** Where devices come from. */
@NullMarked
package org.chiptest.engine.internal.device;

import org.jspecify.annotations.NullMarked;
