package org.chiptest.diagnostics.internal.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.chiptest.diagnostics.internal.page.RunRecord.Earlier;
import org.chiptest.diagnostics.internal.page.RunRecord.TestLine;

/** Draw what became of a test in earlier runs and in this one, which is the last: a bar for each, as high as it took long. */
final class PastPicture {

    private static final int BAR = 6;
    private static final int HEIGHT = 16;
    private static final int LEAST = 3;

    private PastPicture() {}

    /** Return the picture as SVG; nothing for a test of which nobody knows anything. */
    static String of(TestLine test) {
        if (test.past().runs().isEmpty()) {
            return "";
        }
        List<Earlier> bars = new ArrayList<>(test.past().runs());
        bars.add(new Earlier(test.tone(), "this run: " + test.outcome(), test.nanos()));
        long longest = Math.max(1, bars.stream().mapToLong(Earlier::nanos).max().orElse(1));
        StringBuilder picture = new StringBuilder(64 + 100 * bars.size()).append(String.format(Locale.ROOT,
                "<svg class=\"past\" role=\"img\" aria-label=\"the last %d runs\" width=\"%d\" height=\"%d\">",
                bars.size(), bars.size() * BAR, HEIGHT));
        for (int i = 0; i < bars.size(); i++) {
            picture.append(bar(bars.get(i), i, longest));
        }
        return picture.append("</svg>").toString();
    }

    private static String bar(Earlier bar, int index, long longest) {
        int high = (int) (LEAST + (HEIGHT - LEAST) * bar.nanos() / longest);
        return String.format(Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"><title>%s, %s</title></rect>",
                bar.tone().style(), index * BAR, HEIGHT - high, BAR - 1, high, Escaped.html(bar.text()),
                Times.text(bar.nanos()));
    }
}
