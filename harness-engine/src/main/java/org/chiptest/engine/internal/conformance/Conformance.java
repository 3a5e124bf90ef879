package org.chiptest.engine.internal.conformance;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.chiptest.api.Variant;
import org.chiptest.engine.internal.callable.CallableCompiler;
import org.chiptest.engine.internal.conformance.RuleVerdict.CannotSay;
import org.chiptest.engine.internal.conformance.RuleVerdict.Conforms;
import org.chiptest.engine.internal.conformance.RuleVerdict.Differs;
import org.chiptest.engine.internal.device.DeviceSource;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.device.AbsentException;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.platform.Platform;

/**
 * What was found of a platform, rule by rule.
 *
 * @param platform name of the platform
 * @param seed     where random numbers began
 * @param findings what was found, in the order in which it was
 */
public record Conformance(String platform, long seed, List<Finding> findings) {

    private static final double NANOS_OF_SECOND = 1e9;

    /**
     * What was found of a rule on one runtime.
     *
     * @param known   why it is known that the rule is not kept, if it is
     * @param seconds how long it took to look
     */
    public record Finding(RuntimeKind runtime, String rule, String source, RuleVerdict verdict, Optional<String> known,
            double seconds) {

        /** Tell whether this is not as it must be: a difference that is not known, or one that is known and gone. */
        public boolean isProblem() {
            return switch (verdict) {
                case Conforms _ -> known.isPresent();
                case Differs _ -> known.isEmpty();
                case CannotSay _ -> false;
            };
        }

        /** Say it in a line. */
        String line() {
            return "%-10s %s %s%s".formatted(verdict.word(), runtime.shortName(), rule,
                    text().isEmpty() ? "" : ": " + text());
        }

        /** Return what there is to say of it. */
        String text() {
            return switch (verdict) {
                case Differs(String text) when known.isPresent() -> "known, " + known.get() + ": " + text;
                case Conforms(String _) when known.isPresent() -> "but it is known to differ (" + known.get()
                        + "); take it off the list";
                default -> verdict.text();
            };
        }
    }

    public Conformance {
        findings = List.copyOf(findings);
    }

    /** Return every rule that there is. */
    static List<Rule> rules() {
        return Stream.of(PreparedRules.all(), CodeRules.all(), LimitRules.all(), ProcessRules.all())
                .flatMap(List::stream).toList();
    }

    /**
     * Look at each rule that is chosen.
     *
     * @param devices  opens the platform's devices
     * @param compiler compiles for it
     * @param console  is told what was found at once
     * @throws IllegalArgumentException if a rule is chosen, or known, that there is not
     */
    public static Conformance of(Platform platform, DeviceSource devices, CallableCompiler compiler, KitChoice choice,
            PrintStream console) {
        List<Rule> chosen = choice.chosen(rules());
        KnownDifferences known = choice.known().map(file -> KnownDifferences.read(file, rules()))
                .orElseGet(KnownDifferences::none);
        List<Finding> findings = new ArrayList<>();
        for (RuntimeKind runtime : RuntimeKind.values()) {
            if (platform.runtimes().contains(runtime) && choice.runtimes().contains(runtime)) {
                Bench bench = new Bench(new Variant(platform, runtime), devices, compiler, choice);
                chosen.stream().filter(rule -> rule.runtimes().contains(runtime)).forEach(rule -> {
                    Finding finding = look(bench, rule, known);
                    findings.add(finding);
                    console.println(finding.line());
                });
            }
        }
        return new Conformance(platform.name(), choice.seed(), findings);
    }

    /** Tell whether all is as it must be. */
    public boolean holds() {
        return !findings.isEmpty() && findings.stream().noneMatch(Finding::isProblem);
    }

    /** Return the problems, a line each. */
    public String problems() {
        return findings.stream().filter(Finding::isProblem).map(Finding::line).collect(Collectors.joining("\n"));
    }

    /** Say in a line how many rules are kept. */
    public String summary() {
        return count(Conforms.class) + " conform, " + count(Differs.class) + " differ ("
                + findings.stream().filter(each -> each.verdict() instanceof Differs && each.known().isPresent())
                        .count()
                + " known), of " + count(CannotSay.class) + " there is no telling";
    }

    /** Write the page and the JSON into a folder, which is created if it is missing. */
    public void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("conformance.html"), ConformancePage.of(this));
            Files.writeString(folder.resolve("conformance.json"), ConformancePage.json(this));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write what was found into " + folder
                    + "; make it writable, or name another folder by to=", e);
        }
    }

    private long count(Class<? extends RuleVerdict> kind) {
        return findings.stream().filter(each -> kind.isInstance(each.verdict())).count();
    }

    private static Finding look(Bench bench, Rule rule, KnownDifferences known) {
        long begin = HostClock.nanos();
        RuleVerdict verdict = verdict(bench, rule);
        return new Finding(bench.variant().runtime(), rule.name(), rule.source(), verdict,
                known.reason(bench.variant().runtime(), rule), (HostClock.nanos() - begin) / NANOS_OF_SECOND);
    }

    private static RuleVerdict verdict(Bench bench, Rule rule) {
        try {
            return new Conforms(rule.check().look(bench));
        } catch (CannotSayException | AbsentException e) {
            return new CannotSay(String.valueOf(e.getMessage()));
        } catch (AssertionError | RuntimeException e) {
            return new Differs(text(e));
        }
    }

    private static String text(Throwable failure) {
        return Stream.concat(Stream.of(String.valueOf(failure.getMessage())),
                Stream.of(failure.getSuppressed()).map(Throwable::toString)).collect(Collectors.joining("; "));
    }
}
