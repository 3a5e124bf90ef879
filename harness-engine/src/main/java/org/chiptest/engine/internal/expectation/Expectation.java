package org.chiptest.engine.internal.expectation;

import java.time.LocalDate;
import java.util.Locale;
import java.util.stream.Stream;

import org.chiptest.api.Variant;
import org.chiptest.engine.internal.declaration.DeclaredScenario;
import org.chiptest.engine.internal.declaration.DeclaredTest;
import org.chiptest.engine.internal.settings.CaseSelector;
import org.chiptest.engine.internal.settings.SelectorIndex;

/**
 * One line of a file of expectations.
 *
 * @param kind    what is expected
 * @param scope   the variants that it is expected on
 * @param pattern the tests that it is expected of; names a class
 * @param until   the last day on which it holds
 * @param issue   where the cause is followed up
 * @param reason  the cause, for people
 * @param place   file and line
 */
public record Expectation(Kind kind, VariantScope scope, CaseSelector pattern, LocalDate until, String issue,
        String reason,
        Place place) {

    /** What can be expected of a test; the earlier one wins where one file says as little of the variant as another. */
    public enum Kind {
        /** That it need not be run. */
        SKIPS,
        /** That it fails each time. */
        FAILS,
        /** That it fails at times. */
        FLAKES;

        /** Return the name by which files say it. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Return those of an index that are about a test, the first one first. */
    static Stream<Expectation> matching(SelectorIndex<Expectation> index, DeclaredScenario scenario,
            DeclaredTest test) {
        return index.matching(scenario.type().getName(), scenario.name(), test.scenarioCase().name())
                .filter(each -> each.concerns(test.variant()));
    }

    /** Tell whether this is about a variant. */
    boolean concerns(Variant variant) {
        return scope.includes(variant);
    }

    /** Tell whether this holds no more. */
    boolean hasExpiredOn(LocalDate today) {
        return until.isBefore(today);
    }

    /** Say why it is expected and who says so, for the end of a sentence. */
    public String describe() {
        return reason + " (" + issue + ", until " + until + ", " + place + ")";
    }
}
