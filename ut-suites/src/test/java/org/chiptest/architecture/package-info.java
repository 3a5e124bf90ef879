/** Architecture rules: what may know what. */
@NullMarked
package org.chiptest.architecture;

import org.jspecify.annotations.NullMarked;
