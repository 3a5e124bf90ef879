/** System tests of matrix products that are cut into tasks. */
@NullMarked
package org.chiptest.st.matmul;

import org.jspecify.annotations.NullMarked;
