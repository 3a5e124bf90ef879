/** What several rooms do with files, those of the system among them. */
@NullMarked
package org.chiptest.runtime.internal.files;

import org.jspecify.annotations.NullMarked;
