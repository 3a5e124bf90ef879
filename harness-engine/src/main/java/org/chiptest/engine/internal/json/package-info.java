/** JSON in and out: what we write ourselves, and read again. */
@NullMarked
package org.chiptest.engine.internal.json;

import org.jspecify.annotations.NullMarked;
