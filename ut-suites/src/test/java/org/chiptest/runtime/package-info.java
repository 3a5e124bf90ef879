/** What tests of several packages share. */
@NullMarked
package org.chiptest.runtime;

import org.jspecify.annotations.NullMarked;
