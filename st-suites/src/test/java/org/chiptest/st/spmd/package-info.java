/** System tests of tasks that run as many blocks: single program, multiple data. */
@NullMarked
package org.chiptest.st.spmd;

import org.jspecify.annotations.NullMarked;
