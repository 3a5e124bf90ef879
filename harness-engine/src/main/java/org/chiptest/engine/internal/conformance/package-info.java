/** What a runtime has to be like, rule by rule: programs as data with the model of what they compute, the rules, and their verdicts. */
@NullMarked
package org.chiptest.engine.internal.conformance;

import org.jspecify.annotations.NullMarked;
