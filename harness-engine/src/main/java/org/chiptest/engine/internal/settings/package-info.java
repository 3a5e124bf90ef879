/** What a run can be told from outside: each setting parsed once into an immutable record. */
@NullMarked
package org.chiptest.engine.internal.settings;

import org.jspecify.annotations.NullMarked;
