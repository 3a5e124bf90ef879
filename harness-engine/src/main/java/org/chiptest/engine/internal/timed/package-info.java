/** Code of users, which may not return. */
@NullMarked
package org.chiptest.engine.internal.timed;

import org.jspecify.annotations.NullMarked;
