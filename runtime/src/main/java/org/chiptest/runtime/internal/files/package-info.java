/** What several rooms do with files. */
@NullMarked
package org.chiptest.runtime.internal.files;

import org.jspecify.annotations.NullMarked;
