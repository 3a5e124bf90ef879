/** What the numbers mean that devices answer with. */
@NullMarked
package org.chiptest.engine.internal.meaning;

import org.jspecify.annotations.NullMarked;
