package org.chiptest.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

class BuildExecutorTests {

    @Test
    void eachServiceIsKnownByItsVariables() {
        assertThat(BuildExecutor.of(Map.of("GITHUB_ACTIONS", "true", "GITHUB_WORKFLOW", "ci", "GITHUB_RUN_NUMBER", "7",
                "GITHUB_SERVER_URL", "https://github.com", "GITHUB_REPOSITORY", "a/b", "GITHUB_RUN_ID", "99")))
                .contains(new BuildExecutor("GitHub Actions", "github", "ci", "7",
                        "https://github.com/a/b/actions/runs/99"));
        assertThat(BuildExecutor.of(Map.of("GITLAB_CI", "true", "CI_JOB_NAME", "test", "CI_PIPELINE_IID", "8",
                "CI_JOB_URL", "https://gitlab.com/j/1")))
                .contains(new BuildExecutor("GitLab CI", "gitlab", "test", "8", "https://gitlab.com/j/1"));
        assertThat(BuildExecutor.of(Map.of("JENKINS_URL", "https://j", "JOB_NAME", "n", "BUILD_NUMBER", "9",
                "BUILD_URL", "https://j/9")))
                .contains(new BuildExecutor("Jenkins", "jenkins", "n", "9", "https://j/9"));
    }

    @Test
    void withoutAServiceThereIsNone() {
        assertThat(BuildExecutor.of(Map.of("PATH", "/bin"))).isEmpty();
    }

    @Test
    void namesAreEscaped() {
        assertThat(new BuildExecutor("a", "b", "say \"no\" \\ \n", "nightly", "u").toJson())
                .isEqualTo("{\"name\": \"a\", \"type\": \"b\", \"buildName\": \"say \\\"no\\\" \\\\ \\u000a #nightly\","
                        + " \"buildUrl\": \"u\"}\n");
    }

    @Test
    void aNumberOrdersTheBuildsOfATrend() {
        assertThat(new BuildExecutor("a", "b", "ci", "007", "u").toJson())
                .isEqualTo(
                        "{\"name\": \"a\", \"type\": \"b\", \"buildName\": \"ci #007\", \"buildUrl\": \"u\", \"buildOrder\": 7}\n");
    }
}
