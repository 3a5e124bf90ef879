package org.chiptest.engine.internal.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.chiptest.diagnostics.internal.page.Escaped;
import org.chiptest.diagnostics.internal.page.PlainPage;
import org.chiptest.engine.internal.conformance.Conformance.Finding;
import org.chiptest.runtime.internal.json.JsonText;

/** What was found, for people: a page without scripts that needs nothing else; and for programs. */
final class ConformancePage {

    private static final String STYLE = """
            .conforms { color: var(--good); } .differs { color: var(--bad); } table { width: 100%; }
            td { overflow-wrap: anywhere; } td.word { white-space: nowrap; overflow-wrap: normal; } td.n, th.n { padding-right: 0; }
            """;

    private ConformancePage() {}

    static String of(Conformance conformance) {
        StringBuilder page = new StringBuilder(PlainPage.head("Conformance of " + conformance.platform(), STYLE))
                .append("<p class=\"dim\">")
                .append(Escaped.html(conformance.summary() + ". Seed " + conformance.seed() + "."))
                .append("</p>\n");
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
