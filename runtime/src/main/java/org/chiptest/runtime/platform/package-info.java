/** What a platform is, and how it is brought. For who makes platforms. */
@NullMarked
package org.chiptest.runtime.platform;

import org.jspecify.annotations.NullMarked;
