package org.chiptest.engine.internal.identity;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.platform.engine.UniqueId;

/**
 * What a test's unique id says about it; the id is made of names only, so it says everything but the device.
 *
 * @param testClass simple name of the test class, enclosing classes first, separated by dots
 * @param scenario  name of the scenario
 * @param caseName  name of the case
 * @param platform  such as {@code a2a3sim}
 * @param runtime   such as {@code host_build_graph}
 */
public record ScenarioIdentity(String testClass, String scenario, String caseName, String platform, String runtime) {

    /** The end of the name of a later attempt, behind the variant. */
    private static final Pattern ATTEMPT = Pattern.compile("(?<=\\.[a-z_]{1,99})" + Segments.ATTEMPT + "[0-9]+$");

    private static final String ENGINE_TYPE = "engine";

    /** Read a unique id; empty if it is not that of a test of the chiptest engine. */
    public static Optional<ScenarioIdentity> of(String uniqueId) {
        UniqueId id = UniqueId.parse(uniqueId);
        List<UniqueId.Segment> segments = id.getSegments();
        String test = testName(id.getLastSegment().getValue());
        int caseEnd = test.lastIndexOf('@');
        int platformEnd = test.lastIndexOf('.');
        if (!isOfEngine(segments)
                || !id.getLastSegment().getType().equals(Segments.TEST) || caseEnd < 0
                || platformEnd < caseEnd) {
            return Optional.empty();
        }
        return Optional.of(new ScenarioIdentity(classNames(segments), value(segments, Segments.SCENARIO),
                test.substring(0, caseEnd), test.substring(caseEnd + 1, platformEnd), test.substring(platformEnd + 1)));
    }

    /** Return the name of the test that a unique id's last value means: that of a later attempt has its number behind it. */
    public static String testName(String value) {
        return ATTEMPT.matcher(value).replaceFirst("");
    }

    /** Return the name of the variant, such as {@code a2a3sim.host_build_graph}. */
    public String variant() {
        return platform + "." + runtime;
    }

    /** In a suite the engine stands below that of the suite. */
    private static boolean isOfEngine(List<UniqueId.Segment> segments) {
        return segments.stream().filter(segment -> segment.getType().equals(ENGINE_TYPE))
                .reduce((_, inner) -> inner).filter(segment -> segment.getValue().equals(Segments.ENGINE)).isPresent();
    }

    private static String classNames(List<UniqueId.Segment> segments) {
        return segments.stream()
                .filter(segment -> List.of(Segments.CLASS, Segments.NESTED_CLASS)
                        .contains(segment.getType()))
                .map(UniqueId.Segment::getValue).map(name -> name.substring(name.lastIndexOf('.') + 1))
                .collect(Collectors.joining("."));
    }

    private static String value(List<UniqueId.Segment> segments, String type) {
        return segments.stream().filter(segment -> segment.getType().equals(type)).map(UniqueId.Segment::getValue)
                .findFirst().orElse("");
    }
}
