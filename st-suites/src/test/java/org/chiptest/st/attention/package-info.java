/** System tests of paged attention: one problem, many ways to cut it into tasks. */
@NullMarked
package org.chiptest.st.attention;

import org.jspecify.annotations.NullMarked;
