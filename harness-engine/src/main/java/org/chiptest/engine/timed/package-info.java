/** Code of users, which may not return. */
@NullMarked
package org.chiptest.engine.timed;

import org.jspecify.annotations.NullMarked;
