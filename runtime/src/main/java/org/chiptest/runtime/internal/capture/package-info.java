/** Recording runs in shared memory, reading that, and writing the files that users' tools read ({@code docs/diagnostics.md}). */
@NullMarked
package org.chiptest.runtime.internal.capture;

import org.jspecify.annotations.NullMarked;
