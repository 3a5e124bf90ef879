/** System tests of the worker itself: its life, its memory, its way out of a kernel that never ends. */
@NullMarked
package org.chiptest.st.worker;

import org.jspecify.annotations.NullMarked;
