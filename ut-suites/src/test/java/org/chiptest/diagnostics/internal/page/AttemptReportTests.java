package org.chiptest.diagnostics.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;

import org.chiptest.diagnostics.RunBuilder;
import org.chiptest.diagnostics.SyntheticRun;
import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.Role;
import org.chiptest.runtime.capture.RecordedRun.ScopeUse;
import org.chiptest.runtime.capture.RecordedRun.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptReportTests {

    private static final String ATTACK = "</script><img src=x onerror=\"document.title='owned'\"><svg/onload=alert(1)>&amp;'`${1}\u2028\u0000";

    @TempDir
    Path folder;

    private static RecordedRun attacked() {
        return RunBuilder.on(1).label("Case" + ATTACK).function(1, "kernel" + ATTACK)
                .scope(new ScopeUse("site" + ATTACK, true, 1, 0, 4, 4, 0, 0, 0, 0, 0, 0)).task(0, 0, 1, 5, 10)
                .task(0, 0, 1, 8, 12).edge(0, 1).until(20);
    }

    private String written(String name, RecordedRun... ranks) throws IOException {
        return written(name, "", ranks);
    }

    private String written(String name, String failure, RecordedRun... ranks) throws IOException {
        AttemptReport.write(folder, List.of(ranks), RecordedHost.NONE, 0, Map.of(), failure);
        return Files.readString(folder.resolve(name));
    }

    @Test
    void namesOfUserCodeBecomeNoElements() throws IOException {
        assertThat(written(AttemptReport.PAGE, attacked())).doesNotContain("<img", "<svg/", "Case<");
        assertThat(written(AttemptReport.STATIC_PAGE, attacked())).doesNotContain("<img", "<svg/", "<script")
                .contains("kernel&lt;/script&gt;&lt;img src=x onerror=&quot;");
    }

    @Test
    void bothFormsBeginWithTheFailureOfTheAttempt() throws IOException {
        String told = "-failure&lt;/script&gt;&lt;img src=x onerror=&quot;";

        assertThat(written(AttemptReport.PAGE, "-failure" + ATTACK, attacked())).doesNotContain("<img", "<svg/")
                .containsSubsequence("</header>", told, "<main>");
        assertThat(written(AttemptReport.STATIC_PAGE, "-failure" + ATTACK, attacked()))
                .doesNotContain("<img", "<svg/", "<script").containsSubsequence(told, "completed after 20 ns");
    }

    @Test
    void anAttemptThatDidNotFailHasNoFailure() throws IOException {
        assertThat(written(AttemptReport.PAGE, attacked())).doesNotContain("role=\"alert\"");
        assertThat(written(AttemptReport.STATIC_PAGE, attacked())).doesNotContain("class=\"bad failure\"");
    }

    @Test
    void thePageAsksNothingOfANetworkAndRunsItsOwnScriptOnly() throws IOException {
        String page = written(AttemptReport.PAGE, attacked());
        Matcher script = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(page);

        assertThat(script.find()).isTrue();
        assertThat(page).contains("default-src 'none'", "script-src '" + AttemptPage.hash(script.group(1)) + "'")
                .doesNotContain("src=\"http", "href=\"http", "@import", "fetch(", "innerHTML", "eval(");
        assertThat(script.find()).isFalse();
    }

    @Test
    void thePageIsTheSameForTheSameRun() throws IOException {
        assertThat(written(AttemptReport.PAGE, SyntheticRun.of(1, 100)))
                .isEqualTo(written(AttemptReport.PAGE, SyntheticRun.of(1, 100)));
    }

    @Test
    void theStaticFormTellsAnswersInText() throws IOException {
        assertThat(written(AttemptReport.STATIC_PAGE, attacked())).contains("began 2 ns before", "which it depends",
                "task window of ring 0 was at 4 of 4 slots", "Why it took 20 ns", "<td>kernel</td>",
                "Critical path: 2 tasks");
    }

    @Test
    void thePictureOfTheStaticFormIsAPicture() throws Exception {
        String page = written(AttemptReport.STATIC_PAGE, SyntheticRun.of(3, 3_000));
        String picture = page.substring(page.indexOf("<svg xmlns"), page.indexOf("</svg>") + "</svg>".length());
        var drawn = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(picture.getBytes(StandardCharsets.UTF_8)));

        assertThat(drawn.getElementsByTagName("rect").getLength()).isBetween(72, 72 * 501);
        assertThat(drawn.getDocumentElement().hasAttribute("viewBox"))
                .as("letters become smaller with the picture").isFalse();
        assertThat(page.length()).isLessThan(1_500_000);
    }

    @Test
    void anArgumentOfWhichOnlyTheAddressIsKnownIsMemory() throws IOException {
        RecordedArgument address = new RecordedArgument(0, Role.INPUT, 1, 0x1000, 0, "", List.of(), List.of(),
                List.of());

        assertThat(written(AttemptReport.PAGE, RunBuilder.on(1).task(0, 0, 1, 0, 5).arguments(address).until(5)))
                .contains("\"kinds\":[\"memory\"],\"regions\":[\"\"]");
    }

    @Test
    void ranksAreComparedInBothForms() throws IOException {
        RecordedRun[] ranks = {SyntheticRun.of(1, 50, 2, 0), SyntheticRun.of(1, 50, 2, 1)};

        assertThat(written(AttemptReport.STATIC_PAGE, ranks)).contains("Ranks, the last one first",
                "Rank 1: completed");
        assertThat(written(AttemptReport.PAGE, ranks)).contains("\"stragglers\":[{\"rank\":");
    }

    @Test
    void aRunThatWasLostIsShownAsFarAsItCame() throws IOException {
        RecordedRun lost = RunBuilder.on(1).task(0, 0, 1, 5, RecordedRun.NOT_STAMPED).state(State.LOST).until(20);

        assertThat(written(AttemptReport.STATIC_PAGE, lost)).contains("lost after 20 ns", "#c0392b",
                "Running when recording stopped: 1",
                "1 task running when recording stopped: vector(t0)");
    }

    @Test
    void columnsAreLittleEndianInTheNarrowestType() {
        String json = new PackedArrays().column("a", List.of(1, -1), Integer::longValue)
                .column("b", List.of(300), Integer::longValue).column("c", List.of(70_000), Integer::longValue)
                .column("d", List.of(1L << 40), Long::longValue).toJson();

        assertThat(json).isEqualTo("{\"a\":[\"i8\",\"" + base64(ByteBuffer.allocate(2).put((byte) 1).put((byte) -1))
                + "\"],\"b\":[\"i16\",\"" + base64(little(2).putShort((short) 300)) + "\"],\"c\":[\"i32\",\""
                + base64(little(4).putInt(70_000)) + "\"],\"d\":[\"f64\",\"" + base64(little(8).putDouble(0x1p40))
                + "\"]}");
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String base64(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(Base64.getEncoder().encode(bytes.flip())).toString();
    }
}
