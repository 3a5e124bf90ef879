package org.chiptest.diagnostics.internal.page;

/** How pages without scripts begin, so that they look alike: light and dark, and nothing from elsewhere. */
public final class PlainPage {

    private PlainPage() {}

    /**
     * Return a page up to its heading.
     *
     * @param title what it is about, any text
     * @param style what it has beyond text, headings and tables
     */
    public static String head(String title, String style) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                <title>%1$s</title>
                <style>
                :root { color-scheme: light dark; --text: #1c2430; --dim: #5d6878; --line: #d5d9e0; --lane: #eef0f3; --good: #1b6e3c; --bad: #b3261e; }
                @media (prefers-color-scheme: dark) { :root { --text: #e4e8ee; --dim: #9aa5b4; --line: #343c48; --lane: #20262e; --good: #7fd6a0; --bad: #ff8a80; } body { background: #14171c; } }
                body { margin: 16px auto; max-width: 1100px; padding: 0 14px; color: var(--text); font: 13px/1.45 system-ui, "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
                h1 { font-size: 17px; } h2 { font-size: 14px; margin: 22px 0 6px; } .dim { color: var(--dim); }
                table { border-collapse: collapse; font-variant-numeric: tabular-nums; } td, th { padding: 2px 14px 2px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: break-word; } td:first-child { overflow-wrap: anywhere; min-width: 90px; }
                td.n, th.n { text-align: right; white-space: nowrap; }
                %2$s</style>
                </head>
                <body>
                <h1>%1$s</h1>
                """
                .formatted(Escaped.html(title), style);
    }
}
