/** Tests of the hierarchical engine. */
@NullMarked
package org.chiptest.runtime.hierarchy;

import org.jspecify.annotations.NullMarked;
