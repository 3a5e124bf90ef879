/** What a system test is written with: annotations, callable declarations and what the harness hands to a scenario. */
@NullMarked
package org.chiptest.api;

import org.jspecify.annotations.NullMarked;
