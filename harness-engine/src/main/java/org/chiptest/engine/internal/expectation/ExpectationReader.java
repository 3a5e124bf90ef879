package org.chiptest.engine.internal.expectation;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import org.chiptest.engine.internal.settings.CaseSelector;
import org.chiptest.runtime.platform.Platform;

/**
 * Read a folder of expectations.
 *
 * <p>A file's name is {@code fails.txt}, {@code flakes.txt} or {@code skips.txt}, with the variants it is about before that:
 * {@code trb-fails.txt}, {@code a2a3sim-hbg-flakes.txt}, {@code card-skips.txt}. A line is
 * {@code Class::scenario/case | last day | issue | reason}, with the patterns that {@code -Dcase} takes; blank lines and those that
 * begin with {@code #} are for people. In {@code infra.txt} are more {@linkplain InfraCause causes} than those that the harness knows.
 */
final class ExpectationReader {

    static final String SUFFIX = ".txt";
    private static final String INFRA = "infra.txt";
    private static final int FIELDS = 4;

    private final List<Platform> platforms;
    private final List<Expectation> expectations = new ArrayList<>();
    private final List<InfraCause> infra = new ArrayList<>();
    private final List<Complaint> complaints = new ArrayList<>();

    private ExpectationReader(List<Platform> platforms) {
        this.platforms = platforms;
    }

    /** Read all files of a folder in the order of their names; what is wrong with them becomes complaints. */
    static Expectations read(Path folder, List<Platform> platforms, LocalDate today) {
        ExpectationReader reader = new ExpectationReader(platforms);
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().forEach(reader::readFile);
        } catch (IOException e) {
            reader.complaints.add(new Complaint(folder.toString(), "the folder of expectations cannot be read: " + e
                    + "; make it readable, or set -Dexpectations=ignore"));
        }
        return new Expectations(reader.expectations, reader.infra, reader.complaints, today);
    }

    private void readFile(Path file) {
        String name = file.getFileName().toString();
        if (name.equals(INFRA)) {
            readEach(file, (line, place) -> InfraCause.parse(line).ifPresent(infra::add));
            return;
        }
        Optional<Expectation.Kind> kind = Arrays.stream(Expectation.Kind.values())
                .filter(each -> (VariantScope.SEPARATOR + name).endsWith(VariantScope.SEPARATOR + each.key() + SUFFIX))
                .findFirst();
        if (kind.isEmpty()) {
            complaints.add(new Complaint(name, "a file of expectations ends in fails.txt, flakes.txt or skips.txt, "
                    + "with the variants it is about before that, such as a2a3sim-trb-fails.txt; rename or remove it"));
            return;
        }
        String variants = name.substring(0, name.length() - kind.get().key().length() - SUFFIX.length());
        try {
            VariantScope scope = VariantScope.parse(
                    variants.isEmpty() ? "" : variants.substring(0, variants.length() - 1),
                    platforms);
            readEach(file, (line, place) -> parse(kind.get(), scope, line, place).ifPresent(expectations::add));
        } catch (IllegalArgumentException e) {
            complaints.add(new Complaint(name, "the name of the file: " + e.getMessage()));
        }
    }

    /** Read the lines of a file; one that is no good does not keep the others from being read. */
    private void readEach(Path file, BiConsumer<String, Place> parser) {
        try {
            List<String> lines = ExpectationText.read(file).lines();
            for (int i = 0; i < lines.size(); i++) {
                Place place = new Place(String.valueOf(file.getFileName()), i + 1);
                try {
                    parser.accept(lines.get(i).strip(), place);
                } catch (IllegalArgumentException e) {
                    complaints
                            .add(new Complaint(place.toString(), "'" + lines.get(i).strip() + "': " + e.getMessage()));
                }
            }
        } catch (CharacterCodingException e) {
            complaints.add(new Complaint(String.valueOf(file.getFileName()),
                    "the file is no text in UTF-8, so none of its lines holds; save it as UTF-8"));
        } catch (IOException e) {
            complaints.add(new Complaint(String.valueOf(file.getFileName()), "the file cannot be read: " + e));
        }
    }

    private static Optional<Expectation> parse(Expectation.Kind kind, VariantScope scope, String line, Place place) {
        if (line.isEmpty() || line.startsWith("#")) {
            return Optional.empty();
        }
        List<String> fields = Arrays.stream(line.split("\\|", FIELDS)).map(String::strip).toList();
        if (fields.size() != FIELDS || fields.contains("")) {
            throw new IllegalArgumentException("a line says four things, with | between them: which tests, the last "
                    + "day on which it holds, the issue, the reason: Class::scenario/case | 2030-01-31 | #12 | why");
        }
        return Optional.of(new Expectation(kind, scope, pattern(fields.getFirst()), day(fields.get(1)), fields.get(2),
                fields.get(3), place));
    }

    private static CaseSelector pattern(String text) {
        CaseSelector pattern = CaseSelector.parseOne(text);
        if (pattern.className().isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' names no class; write Class::" + text);
        }
        return pattern;
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is no day; write it as 2030-01-31", e);
        }
    }
}
