@NullMarked
package org.chiptest.engine.internal.json;

import org.jspecify.annotations.NullMarked;
