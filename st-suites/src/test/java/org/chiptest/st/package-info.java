/** What all system tests need. */
@NullMarked
package org.chiptest.st;

import org.jspecify.annotations.NullMarked;
