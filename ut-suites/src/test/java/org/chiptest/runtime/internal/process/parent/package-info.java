@NullMarked
package org.chiptest.runtime.internal.process.parent;

import org.jspecify.annotations.NullMarked;
