/** What unique ids of tests are made of, and what they say. */
@NullMarked
package org.chiptest.engine.internal.identity;

import org.jspecify.annotations.NullMarked;
