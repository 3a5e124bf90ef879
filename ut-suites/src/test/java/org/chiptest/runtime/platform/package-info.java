/** Tests of platforms, and a platform for tests. */
@NullMarked
package org.chiptest.runtime.platform;

import org.jspecify.annotations.NullMarked;
