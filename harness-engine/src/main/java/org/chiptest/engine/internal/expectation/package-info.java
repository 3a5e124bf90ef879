/** What is known of tests beforehand: failures, flakes and skips that people have written into files. */
@NullMarked
package org.chiptest.engine.internal.expectation;

import org.jspecify.annotations.NullMarked;
