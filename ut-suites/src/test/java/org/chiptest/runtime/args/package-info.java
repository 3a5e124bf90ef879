@NullMarked
package org.chiptest.runtime.args;

import org.jspecify.annotations.NullMarked;
