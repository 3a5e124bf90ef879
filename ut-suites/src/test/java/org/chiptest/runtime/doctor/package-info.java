@NullMarked
package org.chiptest.runtime.doctor;

import org.jspecify.annotations.NullMarked;
