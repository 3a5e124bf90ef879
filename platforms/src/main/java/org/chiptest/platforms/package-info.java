/** The platforms that come with chiptest: two simulations, and the two cards that they stand for. */
@NullMarked
package org.chiptest.platforms;

import org.jspecify.annotations.NullMarked;
