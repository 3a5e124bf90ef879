/** Platforms: what a maker of devices describes, and how the harness finds it. */
@NullMarked
package org.chiptest.runtime.platform;

import org.jspecify.annotations.NullMarked;
