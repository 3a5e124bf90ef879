package org.chiptest.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compare what documents name with what there is.
 *
 * <p>Of what stands between backquotes these are taken for names of the project:
 *
 * <ul>
 * <li>{@code Type}, {@code @Type}, {@code some.pack.Type}, with {@code .member} or {@code #member} and arguments behind it: a word that
 * begins with an upper-case letter and has a lower-case one. The type must be declared, in Java or C++, and have the member
 * <li>{@code camelCase}, {@code variable.camelCase}, {@code variable.member()}: some type must declare the member
 * <li>{@code snake_case}, {@code snake_case()}: the word must occur in a source
 * <li>{@code org.chiptest.room}: there must be such a package
 * <li>{@code folder/File.java} and the like, with an ending of sources or pages, and whatever begins with a module's folder,
 * unless a build makes it
 * </ul>
 *
 * Names of others are listed as foreign. Anything else, such as a command, an option or a value, is not judged.
 */
final class DocumentationCheck {

    private static final String TYPE = "[A-Z]\\w*[a-z]\\w*";
    private static final String CAMEL = "[a-z][a-z0-9]*[A-Z]\\w*";
    private static final Pattern TYPE_NAME = Pattern
            .compile("@?((?:[a-z][a-z0-9]*\\.)*)(" + TYPE + ")(?:[.#](\\w+)(?:\\(.*\\))?)?");
    private static final Pattern MEMBER_NAME = Pattern
            .compile("(?:[a-z]\\w*\\.)*(?:(" + CAMEL + ")|([a-z]\\w*)\\(.*\\))");
    private static final Pattern SNAKE_NAME = Pattern.compile("[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+");
    private static final Pattern PACKAGE_NAME = Pattern.compile("org\\.chiptest(?:\\.[a-z]+)+");
    private static final Pattern PATH = Pattern.compile("(?![/~])[\\w.-]+(?:/[\\w.-]+)*/?");
    private static final Pattern FILE_ENDING = Pattern.compile(".*\\.(?:java|cpp|h|md|txt|xml|yml)");
    private static final Pattern CITATION = Pattern.compile("\\b(docs/[\\w./-]+\\.md)(?:#([\\w-]+))?");

    private final SourceTree sources;
    private final Path root;
    private final Set<String> foreign;
    private final Set<String> foreignFound = new HashSet<>();

    DocumentationCheck(Path root, SourceTree sources, Collection<String> foreign) {
        this.root = root;
        this.sources = sources;
        this.foreign = Set.copyOf(foreign);
    }

    /** Return the foreign names that no page has named so far. */
    Set<String> foreignUnused() {
        Set<String> unused = new HashSet<>(foreign);
        unused.removeAll(foreignFound);
        return unused;
    }

    /** Return a sentence for each name that does not exist. */
    List<String> deadNames(MarkdownPage page) {
        List<String> dead = new ArrayList<>();
        for (String span : page.codeSpans()) {
            if (foreign.contains(span)) {
                foreignFound.add(span);
            } else if (isDead(span, page.path())) {
                dead.add(
                        page.path() + " names `" + span + "`, which does not exist; correct it, or list it as foreign");
            }
        }
        return dead;
    }

    /** Return a sentence for each link that leads nowhere. */
    List<String> deadLinks(MarkdownPage page) throws IOException {
        List<String> dead = new ArrayList<>();
        for (String link : page.localLinks()) {
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? page.path() : page.path().resolveSibling(parts[0]).normalize();
            if (!leadsSomewhere(target, parts.length > 1 ? parts[1] : "")) {
                dead.add(page.path() + " links to " + link + ", which does not exist");
            }
        }
        return dead;
    }

    /** Return a sentence for each citation in a source file that leads nowhere. */
    List<String> deadCitations(Path file, String text) throws IOException {
        List<String> dead = new ArrayList<>();
        Matcher citation = CITATION.matcher(text);
        while (citation.find()) {
            String anchor = citation.group(2);
            if (!leadsSomewhere(Path.of(citation.group(1)), anchor == null ? "" : anchor)) {
                dead.add(file + " cites " + citation.group() + ", which does not exist");
            }
        }
        return dead;
    }

    private boolean leadsSomewhere(Path target, String anchor) throws IOException {
        if (!Files.exists(root.resolve(target))) {
            return false;
        }
        return anchor.isEmpty() || MarkdownPage.read(root, target).anchors().contains(anchor);
    }

    private boolean isDead(String span, Path page) {
        if (PATH.matcher(span).matches() && isPath(span)) {
            return !sources.hasPath(span, page);
        }
        if (PACKAGE_NAME.matcher(span).matches()) {
            return !sources.hasPackage(span);
        }
        Matcher type = TYPE_NAME.matcher(span);
        if (type.matches()) {
            String packageEnd = type.group(1).isEmpty() ? "" : type.group(1).substring(0, type.group(1).length() - 1);
            String member = type.group(3);
            return member == null
                    ? !sources.hasType(packageEnd, type.group(2))
                    : !sources.hasMember(packageEnd, type.group(2), member);
        }
        Matcher member = MEMBER_NAME.matcher(span);
        if (member.matches()) {
            String name = member.group(1) == null ? member.group(2) : member.group(1);
            return !sources.hasMember(name) && !(name.contains("_") && sources.hasWord(name));
        }
        return SNAKE_NAME.matcher(span).matches() && !sources.hasWord(span);
    }

    private boolean isPath(String span) {
        return !SourceTree.isGenerated(Path.of(span)) && (FILE_ENDING.matcher(span).matches()
                || span.contains("/") && sources.hasModule(span.substring(0, span.indexOf('/'))));
    }
}
