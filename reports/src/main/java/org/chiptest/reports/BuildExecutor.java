package org.chiptest.reports;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who runs the tests, as the variables of a CI service tell.
 *
 * @param type     Allure's name of the service, which chooses its sign
 * @param job      what is built, for people
 * @param number   the build's number, by which Allure orders and names the runs of a trend; empty if that is not known
 * @param buildUrl where the build is found; empty if that is not known
 */
record BuildExecutor(String name, String type, String job, String number, String buildUrl) {

    /** Return the service whose variables are set, if there is one. */
    static Optional<BuildExecutor> of(Map<String, String> variables) {
        if (variables.containsKey("GITHUB_ACTIONS")) {
            return Optional.of(new BuildExecutor("GitHub Actions", "github",
                    of(variables, "GITHUB_WORKFLOW"), of(variables, "GITHUB_RUN_NUMBER"),
                    of(variables, "GITHUB_SERVER_URL") + "/" + of(variables, "GITHUB_REPOSITORY") + "/actions/runs/"
                            + of(variables, "GITHUB_RUN_ID")));
        }
        if (variables.containsKey("GITLAB_CI")) {
            return Optional.of(new BuildExecutor("GitLab CI", "gitlab",
                    of(variables, "CI_JOB_NAME"), of(variables, "CI_PIPELINE_IID"),
                    of(variables, "CI_JOB_URL")));
        }
        if (variables.containsKey("JENKINS_URL")) {
            return Optional.of(new BuildExecutor("Jenkins", "jenkins",
                    of(variables, "JOB_NAME"), of(variables, "BUILD_NUMBER"), of(variables, "BUILD_URL")));
        }
        return Optional.empty();
    }

    /** Write what Allure reads from {@code executor.json}. */
    String toJson() {
        String order = number.matches("\\d{1,18}") ? ", \"buildOrder\": " + new BigInteger(number) : "";
        return Stream.of(Map.entry("name", name), Map.entry("type", type), Map.entry("buildName", job + " #" + number),
                Map.entry("buildUrl", buildUrl))
                .map(entry -> "\"" + entry.getKey() + "\": \"" + escaped(entry.getValue()) + "\"")
                .collect(Collectors.joining(", ", "{", order + "}\n"));
    }

    private static String of(Map<String, String> variables, String name) {
        return variables.getOrDefault(name, "");
    }

    private static String escaped(String text) {
        return text.codePoints().mapToObj(point -> point == '"' || point == '\\'
                ? "\\" + Character.toString(point)
                : point < ' ' ? String.format("\\u%04x", point) : Character.toString(point))
                .collect(Collectors.joining());
    }
}
