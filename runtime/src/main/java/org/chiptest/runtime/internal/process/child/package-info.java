/** What runs in a child process: its main programs, and what they do with requests. */
@NullMarked
package org.chiptest.runtime.internal.process.child;

import org.jspecify.annotations.NullMarked;
