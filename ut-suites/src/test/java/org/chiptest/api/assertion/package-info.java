/** Tests of the assertions' messages. */
@NullMarked
package org.chiptest.api.assertion;

import org.jspecify.annotations.NullMarked;
