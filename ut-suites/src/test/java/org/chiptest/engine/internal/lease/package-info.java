/** Tests of leased devices. */
@NullMarked
package org.chiptest.engine.internal.lease;

import org.jspecify.annotations.NullMarked;
