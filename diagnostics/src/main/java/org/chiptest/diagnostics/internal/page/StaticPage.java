package org.chiptest.diagnostics.internal.page;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import org.chiptest.diagnostics.analysis.CriticalPath;
import org.chiptest.diagnostics.analysis.FunctionStatistics;
import org.chiptest.diagnostics.analysis.MakespanPiece;
import org.chiptest.diagnostics.analysis.RankTimes;
import org.chiptest.diagnostics.analysis.RunAnalysis;
import org.chiptest.diagnostics.analysis.SizingAdvice;
import org.chiptest.diagnostics.analysis.Stall;
import org.chiptest.diagnostics.analysis.Violation;
import org.chiptest.diagnostics.analysis.WaitReason;
import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.capture.RecordedRun;

/** The form of an attempt's page that has no script, for reports that take scripts away: the same answers as text and one picture. */
final class StaticPage {

    private static final int MOST = 100;

    private static final String STYLE = """
            .bad { color: var(--bad); } svg text { fill: var(--dim); } .lane { fill: var(--lane); }
            .failure { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 300px; overflow: auto; }
            """;

    private final StringBuilder page = new StringBuilder(1 << 16);

    private StaticPage() {}

    /** Write it, beginning with why the attempt failed; empty if it did not. */
    static String of(List<RunAnalysis> ranks, RecordedHost host, long clockErrorNanos, String failure) {
        StaticPage made = new StaticPage();
        RecordedRun first = ranks.getFirst().run();
        made.page.append(PlainPage.head(first.label(), STYLE));
        made.text("p", "dim", first.platform() + ", " + first.runtime().id() + (ranks.size() == 1
                ? ""
                : ", " + ranks.size() + " ranks" + (clockErrorNanos > 0
                        ? " whose clocks agree within " + Times.text(clockErrorNanos)
                        : "")));
        if (!failure.isEmpty()) {
            made.text("p", "bad failure", failure);
        }
        if (ranks.size() > 1) {
            made.stragglers(RankTimes.of(ranks.stream().map(RunAnalysis::run).toList()));
        }
        made.host(host.tasks());
        made.waits(host.waits());
        ranks.forEach(rank -> made.rank(rank, ranks.size() > 1));
        return made.page.append("</body>\n</html>\n").toString();
    }

    private void rank(RunAnalysis analysis, boolean several) {
        RecordedRun run = analysis.run();
        text("h2", "", (several ? "Rank " + run.rank() + ": " : "") + run.state().name().toLowerCase(Locale.ROOT)
                + " after " + Times.text(run.makespanNanos()) + ", " + many(run.tasks().size(), "task", "tasks") + ", "
                + many(run.edges().size(), "dependency", "dependencies") + ", "
                + many(run.executions().size(), "kernel call", "kernel calls"));
        violations(analysis.violations());
        analysis.hazards().forEach(each -> text("p", "bad", each.text()));
        page.append(LanePicture.of(run));
        boolean completed = run.state() == RecordedRun.State.COMPLETED;
        if (!completed) {
            // who comes for the failure finds it first
            running(analysis);
            waitedFor(analysis);
        }
        makespan(analysis);
        if (completed) {
            waitedFor(analysis);
        }
        functions(analysis.functions());
        path(analysis);
    }

    private void violations(List<Violation> violations) {
        violations.stream().limit(MOST).forEach(each -> text("p", "bad", each.text()));
        if (violations.size() > MOST) {
            text("p", "bad", "and " + (violations.size() - MOST) + " more");
        }
        if (violations.isEmpty()) {
            text("p", "dim", "All checks of the record passed.");
        }
    }

    private void makespan(RunAnalysis analysis) {
        Map<WaitReason, Long> sums = new EnumMap<>(WaitReason.class);
        analysis.makespan().forEach(piece -> sums.merge(piece.reason(), piece.nanos(), Long::sum));
        long all = analysis.makespan().stream().mapToLong(MakespanPiece::nanos).sum();
        text("h2", "", "Why it took " + Times.text(analysis.run().makespanNanos()));
        table("spent on", "#time", "#share");
        sums.forEach((reason, nanos) -> line(reason.name().toLowerCase(Locale.ROOT), "#" + Times.text(nanos),
                "#" + Times.percent((double) nanos / Math.max(1, all))));
        line("floor: unlimited cores", "#" + Times.text(analysis.floorNanos()), "#");
        line("forecast for " + analysis.clusters() + (analysis.clusters() == 1 ? " cluster" : " clusters"),
                "#" + Times.text(analysis.forecastNanos(analysis.clusters())), "#");
        end();
    }

    private void running(RunAnalysis analysis) {
        List<RecordedRun.Execution> left = analysis.run().executions().stream()
                .filter(each -> each.endedNanos() == RecordedRun.NOT_STAMPED).toList();
        if (!left.isEmpty()) {
            text("h2", "", "Running when recording stopped: " + left.size()
                    + (left.size() > MOST ? ", the first " + MOST : ""));
            table("task", "#core", "#since");
            left.stream().limit(MOST).forEach(each -> line(analysis.name(each.task()), "#" + each.core(),
                    "#" + Times.text(Math.max(each.startedNanos(), each.dispatchedNanos()))));
            end();
        }
    }

    private void waitedFor(RunAnalysis analysis) {
        stalls(analysis.stalls());
        List<String> told = analysis.stalls().stream().map(Stall::text).toList();
        analysis.advice().stream().map(SizingAdvice::text).filter(advice -> !told.contains(advice))
                .forEach(advice -> text("p", "", advice));
    }

    private void stalls(List<Stall> stalls) {
        if (!stalls.isEmpty()) {
            text("h2", "", "What was waited for");
            table("class", "#time", "what");
            stalls.forEach(each -> line(each.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    "#" + (each.nanos() > 0 ? Times.text(each.nanos()) : ""), each.text()));
            end();
        }
    }

    private void functions(List<FunctionStatistics> functions) {
        text("h2", "", "Kernels");
        table("kernel", "#calls", "#total", "#median", "#p90", "#share");
        functions.forEach(each -> line(each.name(), "#" + each.calls(), "#" + Times.text(each.totalNanos()),
                "#" + Times.text(each.medianNanos()), "#" + Times.text(each.p90Nanos()),
                "#" + Times.percent(each.share())));
        end();
    }

    private void path(RunAnalysis analysis) {
        List<CriticalPath.Step> steps = analysis.criticalPath().steps();
        text("h2", "", "Critical path: " + steps.size() + (steps.size() == 1 ? " task" : " tasks")
                + (steps.size() > MOST ? ", the first " + MOST : ""));
        table("task", "#kernel", "#share", "#started");
        long[] starts = starts(analysis.run());
        steps.stream().limit(MOST).forEach(step -> line(analysis.name(step.task()), "#" + Times.text(step.nanos()),
                "#" + Times.percent(step.share()), "#" + Times.text(starts[step.task()])));
        end();
    }

    private static long[] starts(RecordedRun run) {
        long[] starts = IntStream.range(0, run.tasks().size()).mapToLong(task -> RecordedRun.NOT_STAMPED).toArray();
        run.executions().stream().filter(each -> starts[each.task()] == RecordedRun.NOT_STAMPED
                || each.startedNanos() < starts[each.task()])
                .forEach(each -> starts[each.task()] = each.startedNanos());
        return starts;
    }

    private void stragglers(List<RankTimes> ranks) {
        text("h2", "", "Ranks, the last one first");
        table("rank", "state", "#began", "#ended", "#kernels", "#behind the middle");
        ranks.forEach(each -> line(String.valueOf(each.rank()), each.state().name().toLowerCase(Locale.ROOT),
                "#" + Times.text(each.skewNanos()), "#" + Times.text(each.endNanos()),
                "#" + Times.text(each.kernelNanos()), "#" + Times.text(each.behindNanos())));
        end();
    }

    private void host(List<RecordedHost.Task> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        long first = tasks.stream().mapToLong(RecordedHost.Task::submittedNanos).min().orElse(0);
        text("h2", "", "Tasks of the host: " + tasks.size() + (tasks.size() > MOST ? ", the first " + MOST : ""));
        table("task", "child", "#submitted", "#waited for data", "#waited for a child", "#ran", "#consumed");
        tasks.stream().limit(MOST).forEach(each -> line(each.name() + (each.failed() ? ", failed" : ""), each.child(),
                "#" + Times.text(each.submittedNanos() - first),
                "#" + Times.text(each.readyNanos() - each.submittedNanos()),
                "#" + Times.text(each.dispatchedNanos() - each.readyNanos()),
                "#" + Times.text(each.endedNanos() - each.dispatchedNanos()),
                "#" + (each.consumedNanos() < 0 ? "" : Times.text(each.consumedNanos() - first))));
        end();
    }

    private void waits(List<RecordedHost.Wait> waits) {
        if (waits.isEmpty()) {
            return;
        }
        text("h2", "", "What the host's orchestrator waited for: " + waits.size()
                + (waits.size() > MOST ? ", the longest " + MOST : ""));
        table("for", "#how long");
        waits.stream().sorted(Comparator.comparingLong(RecordedHost.Wait::nanos).reversed()).limit(MOST)
                .forEach(each -> line(each.reason(), "#" + Times.text(each.nanos())));
        end();
    }

    /** Begin a table; a head that begins with # is that of numbers. */
    private void table(String... heads) {
        page.append("<table>\n<tr>");
        for (String head : heads) {
            cell("th", head);
        }
        page.append("</tr>\n");
    }

    /** Add a line; behind its first cell, which is a name of any text, one that begins with # is a number. */
    private void line(String... cells) {
        page.append("<tr>");
        page.append("<td>").append(Escaped.html(cells[0])).append("</td>");
        for (int i = 1; i < cells.length; i++) {
            cell("td", cells[i]);
        }
        page.append("</tr>\n");
    }

    private void end() {
        page.append("</table>\n");
    }

    private void cell(String tag, String text) {
        boolean isNumber = text.startsWith("#");
        page.append('<').append(tag).append(isNumber ? " class=\"n\">" : ">")
                .append(Escaped.html(isNumber ? text.substring(1) : text)).append("</").append(tag).append('>');
    }

    private static String many(int count, String one, String more) {
        return count + " " + (count == 1 ? one : more);
    }

    private void text(String tag, String style, String text) {
        page.append('<').append(tag).append(style.isEmpty() ? ">" : " class=\"" + style + "\">")
                .append(Escaped.html(text)).append("</").append(tag).append(">\n");
    }
}
