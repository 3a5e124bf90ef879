package org.chiptest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

class GrowthChartTests {

    private static final Pattern POINT = Pattern.compile("<circle cx=\"([0-9.]+)\" cy=\"([0-9.]+)\"");

    @Test
    void bothAxesAreLogarithmic() {
        List<double[]> points = POINT.matcher(chart(new GrowthChart.Line("line", List.of(new GrowthChart.Point(1, 1e3),
                new GrowthChart.Point(10, 1e4), new GrowthChart.Point(100, 1e5))))).results()
                .map(found -> new double[]{Double.parseDouble(found.group(1)), Double.parseDouble(found.group(2))})
                .toList();

        assertThat(points).hasSize(3);
        assertThat(points.get(1)[0] - points.get(0)[0]).isPositive().isEqualTo(points.get(2)[0] - points.get(1)[0]);
        assertThat(points.get(0)[1] - points.get(1)[1]).isPositive()
                .isCloseTo(points.get(1)[1] - points.get(2)[1], within(0.11));
    }

    @Test
    void itIsXmlWhateverLinesAreCalled() throws Exception {
        String chart = chart(new GrowthChart.Line("a < b & c", List.of(new GrowthChart.Point(1, 250))));

        var document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(chart)));

        assertThat(document.getDocumentElement().getTextContent()).contains("a < b & c", "100 ns", "200 ns", "500 ns",
                "1 us", "how many", "what it is");
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.5 ns", "180, 180 ns", "1000, 1 us", "2340, 2.3 us", "45e6, 45 ms", "1.2e9, 1.2 s",
        "99.6e9, 100 s"})
    void timesHaveTheUnitInWhichTheyAreShort(double nanos, String text) {
        assertThat(GrowthChart.time(nanos)).isEqualTo(text);
    }

    private static String chart(GrowthChart.Line line) {
        return GrowthChart.draw(List.of(new GrowthChart.Panel("what it is", "how many", List.of(line))));
    }
}
