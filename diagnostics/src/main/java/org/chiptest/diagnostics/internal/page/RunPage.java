package org.chiptest.diagnostics.internal.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.chiptest.diagnostics.internal.page.RunRecord.Job;
import org.chiptest.diagnostics.internal.page.RunRecord.TestLine;
import org.chiptest.diagnostics.internal.page.RunRecord.Tone;

/**
 * One screen about a whole run of tests: classes by variants, devices over time, what was slow, what failed or did not run and why, how that
 * compares with earlier runs, what was compiled. Plain HTML and SVG, without a script and without a server.
 */
public final class RunPage {

    private static final int MOST = 20;
    private static final int WIDTH = 1000;
    private static final int LABEL = 80;
    private static final int LANE = 16;

    private final RunRecord run;
    private final StringBuilder page = new StringBuilder(1 << 15);

    private RunPage(RunRecord run) {
        this.run = run;
    }

    /** Write the page. */
    public static String of(RunRecord run) {
        return new RunPage(run).write();
    }

    private String write() {
        page.append(AttemptPage.filled(AttemptPage.resource("tests.html"),
                Map.of("title", Escaped.html(run.title()), "facts", facts())));
        matrix();
        troubles();
        earlier();
        devices();
        slowest();
        skipped();
        compiled();
        return page.append("</body>\n</html>\n").toString();
    }

    private String facts() {
        return run.tests().size() + " tests in " + Times.text(run.nanos()) + ": "
                + counts(run.tests()).entrySet().stream()
                        .map(each -> "<b class=\"" + each.getKey().tone().style() + "\">"
                                + each.getValue() + " " + Escaped.html(each.getKey().outcome()) + "</b>")
                        .collect(Collectors.joining(", "));
    }

    /** An outcome, in the order in which people want to know. */
    private record Kind(Tone tone, String outcome) implements Comparable<Kind> {

        @Override
        public int compareTo(Kind other) {
            return Comparator.comparing(Kind::tone).thenComparing(Kind::outcome).compare(this, other);
        }
    }

    private static SortedMap<Kind, Long> counts(List<TestLine> tests) {
        return tests.stream().collect(Collectors.groupingBy(test -> new Kind(test.tone(), test.outcome()), TreeMap::new,
                Collectors.counting()));
    }

    private void matrix() {
        List<String> variants = new ArrayList<>(
                new TreeSet<>(run.tests().stream().map(TestLine::variant).toList()));
        Map<String, List<TestLine>> classes = run.tests().stream()
                .collect(Collectors.groupingBy(TestLine::type, TreeMap::new, Collectors.toList()));
        page.append("<h2>Classes by variants</h2>\n<table class=\"matrix\"><tr><th></th>");
        variants.forEach(variant -> page.append("<th>").append(Escaped.html(variant.isEmpty() ? "no variant" : variant))
                .append("</th>"));
        page.append("</tr>\n");
        classes.forEach((type, tests) -> {
            page.append("<tr><th>").append(Escaped.html(type)).append("</th>");
            variants.forEach(variant -> cell(tests.stream().filter(test -> test.variant().equals(variant)).toList()));
            page.append("</tr>\n");
        });
        page.append("</table>\n");
    }

    private void cell(List<TestLine> tests) {
        if (tests.isEmpty()) {
            page.append("<td></td>");
            return;
        }
        SortedMap<Kind, Long> counts = counts(tests);
        page.append("<td class=\"").append(counts.firstKey().tone().style()).append("\" title=\"")
                .append(Escaped.html(tests.stream().map(test -> test.name() + ": " + test.outcome())
                        .collect(Collectors.joining("\n"))))
                .append("\">")
                .append(Escaped.html(counts.entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey().outcome())
                        .collect(Collectors.joining(", "))))
                .append("</td>");
    }

    private void troubles() {
        List<TestLine> tests = run.tests().stream()
                .filter(test -> test.tone() == Tone.BAD || test.tone() == Tone.DOUBTFUL)
                .sorted(Comparator.comparing(TestLine::tone)).toList();
        if (!tests.isEmpty()) {
            heading("Look at these");
            page.append(
                    "<table><tr><th>test</th><th>outcome</th><th>devices</th><th>runs until now</th><th>why</th></tr>\n");
            tests.forEach(test -> page.append("<tr><td>").append(named(test)).append("</td><td class=\"")
                    .append(test.tone().style()).append("\">").append(Escaped.html(test.outcome())).append("</td><td>")
                    .append(Escaped
                            .html(test.devices().stream().map(String::valueOf).collect(Collectors.joining(", "))))
                    .append("</td><td>")
                    .append(PastPicture.of(test)).append("</td><td>").append(Escaped.html(test.reason()))
                    .append("</td></tr>\n"));
            page.append("</table>\n");
        }
    }

    /** Tell which tests took longer than they use to, and which are known to fail at times. */
    private void earlier() {
        List<TestLine> tests = run.tests().stream()
                .filter(test -> test.past().slower() || !test.past().unsteady().isEmpty())
                .sorted(Comparator.comparing((TestLine test) -> !test.past().slower())).toList();
        if (!tests.isEmpty()) {
            heading("Slower or less steady than they should be");
            page.append("<table><tr><th>test</th><th>runs until now</th><th class=\"n\">usually</th>"
                    + "<th class=\"n\">took</th><th>how often it failed</th></tr>\n");
            tests.forEach(test -> page.append("<tr><td>").append(named(test)).append("</td><td>")
                    .append(PastPicture.of(test)).append("</td><td class=\"n\">")
                    .append(Times.text(test.past().usualNanos().orElse(-1))).append("</td><td class=\"n")
                    .append(test.past().slower() ? " doubtful" : "").append("\">")
                    .append(test.beginNanos() < 0 ? "" : Times.text(test.nanos())).append("</td><td>")
                    .append(Escaped.html(test.past().unsteady())).append("</td></tr>\n"));
            page.append("</table>\n");
        }
    }

    /** Draw which test ran where, when workers started and when compilers ran. */
    private void devices() {
        Map<String, List<Bar>> lanes = new LinkedHashMap<>();
        new TreeSet<>(run.tests().stream().flatMap(test -> test.devices().stream()).toList()).forEach(device -> lanes
                .put("device " + device, run.tests().stream()
                        .filter(test -> test.devices().contains(device) && test.beginNanos() >= 0)
                        .map(test -> new Bar(test.tone().style(),
                                test.type() + " " + test.name() + " " + test.variant(),
                                test.beginNanos(), test.nanos()))
                        .toList()));
        addLanes(lanes, "worker starts", job -> job.kind() == Job.Kind.WORKER);
        addLanes(lanes, "compilers", job -> job.kind() == Job.Kind.COMPILED || job.kind() == Job.Kind.FAILED);
        if (lanes.isEmpty()) {
            return;
        }
        heading("Devices over time");
        page.append("<svg role=\"img\" aria-label=\"devices over time\" viewBox=\"0 0 ").append(LABEL + WIDTH)
                .append(' ')
                .append((lanes.size() + 1) * LANE).append("\">\n");
        int y = 0;
        for (Map.Entry<String, List<Bar>> lane : lanes.entrySet()) {
            page.append("<text x=\"0\" y=\"").append(y + LANE - 5).append("\">").append(lane.getKey())
                    .append("</text><rect class=\"lane\" x=\"").append(LABEL).append("\" y=\"").append(y)
                    .append("\" width=\"").append(WIDTH).append("\" height=\"").append(LANE - 3).append("\"/>\n");
            for (Bar bar : lane.getValue()) {
                draw(bar, y);
            }
            y += LANE;
        }
        page.append("<text x=\"").append(LABEL).append("\" y=\"").append(y + LANE - 4).append("\">0</text><text x=\"")
                .append(LABEL + WIDTH).append("\" y=\"").append(y + LANE - 4).append("\" text-anchor=\"end\">")
                .append(Times.text(run.nanos())).append("</text>\n</svg>\n");
        queue();
    }

    /** Jobs that go on at the same time lie in lanes of their own, of which the first has the name. */
    private void addLanes(Map<String, List<Bar>> lanes, String name, Predicate<Job> chosen) {
        List<List<Bar>> rows = new ArrayList<>();
        run.jobs().stream().filter(chosen).sorted(Comparator.comparingLong(Job::beginNanos)).forEach(job -> {
            Bar bar = new Bar(job.kind() == Job.Kind.FAILED ? "bad" : "job", job.name(), job.beginNanos(), job.nanos());
            List<Bar> row = rows.stream().filter(each -> each.getLast().end() <= bar.begin()).findFirst()
                    .orElseGet(() -> {
                        List<Bar> added = new ArrayList<>();
                        rows.add(added);
                        return added;
                    });
            row.add(bar);
        });
        for (int i = 0; i < rows.size(); i++) {
            lanes.put(i == 0 ? name : name + " " + (i + 1), rows.get(i));
        }
    }

    private record Bar(String style, String title, long begin, long nanos) {
        long end() {
            return begin + nanos;
        }
    }

    private void draw(Bar bar, int y) {
        double scale = (double) WIDTH / Math.max(1, run.nanos());
        page.append(String.format(Locale.ROOT,
                "<rect class=\"%s\" x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\"><title>%s, %s</title></rect>%n",
                bar.style(),
                LABEL + bar.begin() * scale, y, Math.max(1, bar.nanos() * scale), LANE - 3, Escaped.html(bar.title()),
                Times.text(bar.nanos())));
    }

    private void queue() {
        long first = run.tests().stream().mapToLong(TestLine::beginNanos).filter(each -> each >= 0).min().orElse(0);
        long busy = run.tests().stream().mapToLong(test -> test.nanos() * test.devices().size()).sum();
        long devices = run.tests().stream().flatMap(test -> test.devices().stream()).distinct().count();
        if (devices > 0 && run.nanos() > 0) {
            page.append("<p>The first test began after ").append(Times.text(first))
                    .append("; tests held the devices for ")
                    .append(Times.percent((double) busy / (run.nanos() * devices)))
                    .append(" of the run.</p>\n");
        }
    }

    private void slowest() {
        List<TestLine> slow = run.tests().stream().filter(test -> test.beginNanos() >= 0)
                .sorted(Comparator.comparingLong((TestLine test) -> -test.nanos())).limit(MOST).toList();
        if (!slow.isEmpty()) {
            heading("Slowest");
            page.append(
                    "<table><tr><th>test</th><th class=\"n\">began</th><th class=\"n\">took</th><th class=\"n\">usually</th>"
                            + "<th>runs until now</th></tr>\n");
            slow.forEach(test -> page.append("<tr><td>").append(named(test)).append("</td><td class=\"n\">")
                    .append(Times.text(test.beginNanos())).append("</td><td class=\"n\">")
                    .append(Times.text(test.nanos())).append("</td><td class=\"n\">")
                    .append(Times.text(test.past().usualNanos().orElse(-1))).append("</td><td>")
                    .append(PastPicture.of(test)).append("</td></tr>\n"));
            page.append("</table>\n");
        }
    }

    private void skipped() {
        Map<String, List<TestLine>> reasons = run.tests().stream()
                .filter(test -> test.tone() == Tone.QUIET)
                .collect(Collectors.groupingBy(TestLine::reason, TreeMap::new, Collectors.toList()));
        if (!reasons.isEmpty()) {
            heading("Did not run");
            reasons.forEach((reason, tests) -> {
                page.append("<details><summary>").append(tests.size()).append(": ").append(Escaped.html(reason))
                        .append("</summary><ul>");
                tests.forEach(test -> page.append("<li>").append(named(test)).append("</li>"));
                page.append("</ul></details>\n");
            });
        }
    }

    private void compiled() {
        List<Job> compilers = run.jobs().stream().filter(job -> job.kind() != Job.Kind.WORKER).toList();
        if (!compilers.isEmpty()) {
            heading("Compiled");
            long hits = compilers.stream().filter(job -> job.kind() == Job.Kind.CACHED).count();
            page.append("<p>").append(compilers.size() - hits).append(" compiled, ").append(hits)
                    .append(" found in the cache.</p>\n");
            List<Job> slow = compilers.stream().filter(job -> job.kind() != Job.Kind.CACHED)
                    .sorted(Comparator.comparingLong((Job job) -> -job.nanos())).limit(MOST).toList();
            if (!slow.isEmpty()) {
                page.append("<table><tr><th>what</th><th></th><th class=\"n\">took</th></tr>\n");
                slow.forEach(job -> page.append("<tr><td>").append(Escaped.html(job.name())).append("</td><td>")
                        .append(job.kind() == Job.Kind.FAILED ? "<b class=\"bad\">failed</b>" : "")
                        .append("</td><td class=\"n\">").append(Times.text(job.nanos())).append("</td></tr>\n"));
                page.append("</table>\n");
            }
        }
    }

    private void heading(String title) {
        page.append("<h2>").append(title).append("</h2>\n");
    }

    private static String named(TestLine test) {
        String name = Escaped
                .html(test.type() + "." + test.name() + (test.variant().isEmpty() ? "" : " [" + test.variant() + "]"));
        return test.page().map(link -> name + " <a href=\"" + Escaped.html(link) + "\">what it recorded</a>")
                .orElse(name);
    }
}
