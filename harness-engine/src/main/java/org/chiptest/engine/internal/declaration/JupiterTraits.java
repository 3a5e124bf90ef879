package org.chiptest.engine.internal.declaration;

import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.platform.engine.TestTag;

/**
 * Read what annotations of JUnit Jupiter say of a class or scenario that is honoured here.
 *
 * @param disabled    why it does not run, if it does not
 * @param tags        its tags
 * @param displayName its name for people, if it has one
 * @param timeout     how long a scenario may take
 */
record JupiterTraits(Optional<String> disabled, List<String> tags, Optional<String> displayName,
        Optional<Duration> timeout) {

    static final String DISABLED = ForeignAnnotation.JUPITER + "Disabled";
    static final String DISPLAY_NAME = ForeignAnnotation.JUPITER + "DisplayName";
    static final String TAG = ForeignAnnotation.JUPITER + "Tag";
    static final String TIMEOUT = ForeignAnnotation.JUPITER + "Timeout";

    /**
     * Read them.
     *
     * @param what     names the element in messages, such as {@code scenario adds}
     * @param problems takes what is wrong with them
     */
    static JupiterTraits of(AnnotatedElement element, String what, List<Problem> problems) {
        List<ForeignAnnotation> annotations = ForeignAnnotation.on(element);
        return new JupiterTraits(
                named(annotations, DISABLED).findFirst()
                        .map(each -> each.text().isBlank() ? what + " is @Disabled" : "disabled: " + each.text()),
                named(annotations, TAG).map(each -> each.text().strip()).distinct().toList(),
                named(annotations, DISPLAY_NAME).findFirst().map(ForeignAnnotation::text),
                named(annotations, TIMEOUT).findFirst().flatMap(each -> timeout(each, what, problems)));
    }

    /** Return the tags of a class or scenario, of which those that no filter can name are problems. */
    static List<String> validTags(List<String> tags, String what, List<Problem> problems) {
        List<String> valid = new ArrayList<>();
        for (String tag : tags) {
            if (TestTag.isValid(tag)) {
                valid.add(tag);
            } else {
                problems.add(new Problem("tag '" + tag + "'", what + " has the tag '" + tag + "', which no filter can "
                        + "name; a tag has no white space and none of , ( ) & | !"));
            }
        }
        return valid;
    }

    private static Stream<ForeignAnnotation> named(List<ForeignAnnotation> annotations, String name) {
        return annotations.stream().filter(each -> each.name().equals(name));
    }

    private static Optional<Duration> timeout(ForeignAnnotation annotation, String what, List<Problem> problems) {
        String mode = annotation.value("threadMode").map(Object::toString).orElse("");
        if (mode.equals("SAME_THREAD")) {
            problems.add(
                    new Problem("timeout", "@Timeout of " + what + " asks for SAME_THREAD; a scenario has a thread "
                            + "of its own, which can be left behind, so leave threadMode out"));
        }
        if (annotation.value("value").orElse(0L) instanceof Long value && value > 0
                && annotation.value("unit").orElse(TimeUnit.SECONDS) instanceof TimeUnit unit) {
            return Optional.of(Duration.of(value, unit.toChronoUnit()));
        }
        problems.add(new Problem("timeout", "@Timeout of " + what + " is " + annotation.value("value").orElse("absent")
                + "; a scenario needs a positive time"));
        return Optional.empty();
    }
}
