@NullMarked
package org.chiptest.engine.internal.identity;

import org.jspecify.annotations.NullMarked;
