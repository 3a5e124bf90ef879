/** Tests of what chiptest adds to Allure's results. */
@NullMarked
package org.chiptest.reports;

import org.jspecify.annotations.NullMarked;
