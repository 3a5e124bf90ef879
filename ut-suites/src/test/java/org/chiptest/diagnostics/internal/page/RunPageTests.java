package org.chiptest.diagnostics.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

import org.chiptest.diagnostics.internal.page.RunRecord.Job;
import org.chiptest.diagnostics.internal.page.RunRecord.Tone;
import org.junit.jupiter.api.Test;

class RunPageTests {

    private static final String HBG = "a2a3sim.host_build_graph";
    private static final String TRB = "a2a3sim.tensormap_and_ringbuffer";

    private static RunRecord.TestLine test(String name, String variant, String outcome, String reason, long begin) {
        Tone tone = outcome.equals("passed") ? Tone.GOOD : outcome.equals("failed") ? Tone.BAD : Tone.QUIET;
        return new RunRecord.TestLine("VectorTest", name, variant, tone, outcome, reason,
                begin < 0 ? List.of() : List.of(0), begin,
                begin < 0 ? 0 : 100, name.equals("b") ? Optional.of("attempts/b/run.html") : Optional.empty(),
                name.equals("b") && begin >= 0 ? PAST : RunRecord.Past.NONE);
    }

    private static final RunRecord.Past PAST = new RunRecord.Past(
            List.of(new RunRecord.Earlier(Tone.GOOD, "2030-06-15 passed, commit <c>", 50),
                    new RunRecord.Earlier(Tone.BAD, "2030-06-16 failed", 100)),
            OptionalLong.of(50), true, "1 of 2 attempts failed");

    private static final RunRecord RUN = new RunRecord("st-suites <1>", 1_000,
            List.of(test("a", HBG, "passed", "", 200), test("b", HBG, "failed", "expected 1 & <found> 2", 400),
                    test("a", TRB, "passed", "", 300), test("b", TRB, "skipped", "because <b>", -1),
                    test("c", TRB, "not applicable", "no card", -1)),
            List.of(new Job(Job.Kind.COMPILED, "add.cpp", 0, 150), new Job(Job.Kind.COMPILED, "mul.cpp", 10, 100),
                    new Job(Job.Kind.CACHED, "shim", 0, 1), new Job(Job.Kind.WORKER, "device 0", 150, 50)));

    private final String page = RunPage.of(RUN);

    @Test
    void theMatrixCountsOutcomesOfEachClassAndVariant() {
        assertThat(page).contains("<th>" + HBG + "</th><th>" + TRB + "</th>",
                "<tr><th>VectorTest</th><td class=\"bad\"",
                ">1 failed, 1 passed</td>", ">1 passed, 1 not applicable, 1 skipped</td>");
    }

    @Test
    void aFailureHasItsReasonAndALinkToWhatItRecorded() {
        assertThat(page).contains("VectorTest.b [" + HBG + "] <a href=\"attempts/b/run.html\">what it recorded</a>",
                "expected 1 &amp; &lt;found&gt; 2");
    }

    @Test
    void runsUntilNowAreDrawnAsBarsAsHighAsTheyTookLong() {
        String picture = "<svg class=\"past\" role=\"img\" aria-label=\"the last 3 runs\" width=\"18\" height=\"16\">"
                + "<rect class=\"good\" x=\"0\" y=\"7\" width=\"5\" height=\"9\">"
                + "<title>2030-06-15 passed, commit &lt;c&gt;, 50 ns</title></rect>"
                + "<rect class=\"bad\" x=\"6\" y=\"0\" width=\"5\" height=\"16\">"
                + "<title>2030-06-16 failed, 100 ns</title></rect>"
                + "<rect class=\"bad\" x=\"12\" y=\"0\" width=\"5\" height=\"16\">"
                + "<title>this run: failed, 100 ns</title></rect></svg>";

        assertThat(page.split(Pattern.quote(picture), -1)).hasSize(4);
    }

    @Test
    void whatIsSlowerThanUsualOrFailsAtTimesIsTold() {
        assertThat(page).contains("Slower or less steady than they should be",
                "<td class=\"n\">50 ns</td><td class=\"n doubtful\">100 ns</td><td>1 of 2 attempts failed</td>");
        assertThat(RunPage.of(new RunRecord("none", 1, List.of(test("a", HBG, "passed", "", 1)), List.of())))
                .doesNotContain("less steady", "class=\"past\"");
    }

    @Test
    void devicesWorkersAndCompilersAreDrawnOverTime() {
        assertThat(page).contains("<rect class=\"bad\" x=\"480.00\" y=\"0\" width=\"100.00\"", ">device 0</text>",
                ">worker starts</text>", ">compilers</text>", ">compilers 2</text>", "add.cpp, 150 ns",
                "The first test began after 200 ns; tests held the devices for 30 % of the run.");
    }

    @Test
    void whatDidNotRunIsToldByReason() {
        assertThat(page).contains("<summary>1: because &lt;b&gt;</summary>", "<summary>1: no card</summary>");
    }

    @Test
    void whatWasCompiledIsToldFromWhatWasFound() {
        assertThat(page).contains("2 compiled, 1 found in the cache.").doesNotContain("<script", "<1>");
    }
}
