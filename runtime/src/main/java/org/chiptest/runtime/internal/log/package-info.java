/** The log of the runtime and of orchestrations: levels, tiers and line format of the specification's chapter 3. */
@NullMarked
package org.chiptest.runtime.internal.log;

import org.jspecify.annotations.NullMarked;
