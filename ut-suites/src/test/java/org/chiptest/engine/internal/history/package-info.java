@NullMarked
package org.chiptest.engine.internal.history;

import org.jspecify.annotations.NullMarked;
