/** Graphs of tasks on several chips and sub workers of one host, and chips that talk to each other. */
@NullMarked
package org.chiptest.st.host;

import org.jspecify.annotations.NullMarked;
