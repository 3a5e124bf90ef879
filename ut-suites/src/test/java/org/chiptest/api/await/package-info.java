/** Tests of conditions on workers. */
@NullMarked
package org.chiptest.api.await;

import org.jspecify.annotations.NullMarked;
