/** The binary forms of arguments, call configurations and run settings. */
@NullMarked
package org.chiptest.runtime.internal.args;

import org.jspecify.annotations.NullMarked;
