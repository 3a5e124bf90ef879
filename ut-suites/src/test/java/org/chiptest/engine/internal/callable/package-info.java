@NullMarked
package org.chiptest.engine.internal.callable;

import org.jspecify.annotations.NullMarked;
