package org.chiptest.engine.internal.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.chiptest.diagnostics.internal.page.Escaped;
import org.chiptest.engine.internal.conformance.Conformance.Finding;
import org.chiptest.runtime.internal.json.JsonText;

/** What was found, for people: a page without scripts that needs nothing else; and for programs. */
final class ConformancePage {

    private ConformancePage() {}

    static String of(Conformance conformance) {
        StringBuilder page = new StringBuilder("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                <title>%1$s</title>
                <style>
                :root { color-scheme: light dark; --text: #1c2430; --dim: #5d6878; --line: #d5d9e0; --good: #1b6e3c; --bad: #b3261e; }
                @media (prefers-color-scheme: dark) { :root { --text: #e4e8ee; --dim: #9aa5b4; --line: #343c48; --good: #7fd6a0; --bad: #ff8a80; } body { background: #14171c; } }
                body { margin: 16px auto; max-width: 1100px; padding: 0 14px; color: var(--text); font: 13px/1.45 system-ui, "DejaVu Sans", sans-serif; }
                h1 { font-size: 17px; } h2 { font-size: 14px; margin: 22px 0 6px; } .dim { color: var(--dim); } .conforms { color: var(--good); } .differs { color: var(--bad); }
                table { border-collapse: collapse; width: 100%%; font-variant-numeric: tabular-nums; } td, th { padding: 2px 14px 2px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
                td { overflow-wrap: anywhere; } td.word { white-space: nowrap; overflow-wrap: normal; } td.n, th.n { text-align: right; white-space: nowrap; padding-right: 0; }
                </style>
                </head>
                <body>
                <h1>%1$s</h1>
                <p class="dim">%2$s</p>
                """.formatted(Escaped.html("Conformance of " + conformance.platform()),
                Escaped.html(conformance.summary() + ". Seed " + conformance.seed() + ".")));
        conformance.findings().stream().map(Finding::runtime).distinct().forEach(runtime -> {
            page.append("<h2>").append(Escaped.html(runtime.id())).append("</h2>\n<table>\n")
                    .append("<tr><th>verdict</th><th>rule</th><th>what was found</th><th>where the contract says it</th>")
                    .append("<th class=\"n\">seconds</th></tr>\n");
            conformance.findings().stream().filter(each -> each.runtime() == runtime)
                    .forEach(each -> row(page, each));
            page.append("</table>\n");
        });
        return page.append("</body>\n</html>\n").toString();
    }

    private static void row(StringBuilder page, Finding finding) {
        page.append("<tr><td class=\"word ").append(finding.verdict().word().split(" ", 2)[0]).append("\">")
                .append(Escaped.html(finding.verdict().word() + (finding.isProblem() ? " !" : ""))).append("</td>");
        for (String text : List.of(finding.rule(), finding.text(), finding.source())) {
            page.append("<td>").append(Escaped.html(text)).append("</td>");
        }
        page.append("<td class=\"n\">").append(String.format(Locale.ROOT, "%.1f", finding.seconds()))
                .append("</td></tr>\n");
    }

    static String json(Conformance conformance) {
        List<Object> findings = new ArrayList<>();
        conformance.findings().forEach(each -> findings.add(fields(each)));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("platform", conformance.platform());
        all.put("seed", conformance.seed());
        all.put("holds", conformance.holds());
        all.put("rules", findings);
        return JsonText.of(all) + "\n";
    }

    private static Map<String, Object> fields(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("runtime", finding.runtime().id());
        fields.put("rule", finding.rule());
        fields.put("source", finding.source());
        fields.put("verdict", finding.verdict().word());
        fields.put("text", finding.text());
        finding.known().ifPresent(reason -> fields.put("known", reason));
        fields.put("problem", finding.isProblem());
        fields.put("seconds", Math.round(finding.seconds() * 1000) / 1000.0);
        return fields;
    }
}
