/** JSON as text. */
@NullMarked
package org.chiptest.runtime.internal.json;

import org.jspecify.annotations.NullMarked;
