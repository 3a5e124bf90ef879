/** System tests of small graphs of vector tasks, and of what a prepared callable promises. */
@NullMarked
package org.chiptest.st.vector;

import org.jspecify.annotations.NullMarked;
