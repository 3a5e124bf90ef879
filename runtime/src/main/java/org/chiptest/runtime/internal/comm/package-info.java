/** How the chips of a group find and wait for each other: windows, barrier, bootstrap channel. */
@NullMarked
package org.chiptest.runtime.internal.comm;

import org.jspecify.annotations.NullMarked;
