package org.chiptest.engine.internal.discovery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.chiptest.engine.internal.discovery.Selection.Candidate;
import org.chiptest.engine.internal.settings.CaseSelector;
import org.chiptest.engine.internal.settings.EngineSettings;
import org.chiptest.engine.internal.settings.LevelChoice;
import org.chiptest.engine.internal.settings.ManualMode;
import org.chiptest.engine.internal.settings.PlatformChoice;
import org.chiptest.engine.internal.settings.Settings;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.settings.NearestName;
import org.chiptest.runtime.internal.settings.Setting;
import org.jspecify.annotations.Nullable;

/**
 * Explain a selection that matched nothing.
 *
 * @param selection what was selected, as it was typed
 * @param message   what there is instead
 */
record EmptySelectionReport(String selection, String message) {

    private static final int SHOWN = 12;

    /** Explain it, or nothing if nobody selected anything. */
    static Optional<EmptySelectionReport> of(Settings settings, Function<String, @Nullable String> texts,
            Set<CaseSelector> unmatched, Collection<Candidate> candidates) {
        List<String> given = given(settings, texts);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (!unmatched.isEmpty()) {
            String names = String.join(",", unmatched.stream().map(CaseSelector::text).sorted().toList());
            return Optional.of(new EmptySelectionReport("case=" + names, unknownCases(unmatched, candidates)));
        }
        return Optional.of(new EmptySelectionReport(String.join(" ", given),
                nothingLeft(given, settings, candidates)));
    }

    /** Explain sizes that no case has that runs. */
    static EmptySelectionReport ofSizes(Set<String> unknown, Set<String> known) {
        return new EmptySelectionReport("size=" + String.join(",", unknown), unknown.stream()
                .map(each -> "no case that runs has a size " + each + (known.isEmpty()
                        ? ": none has any, mark the numbers of their data by @Size"
                        : NearestName.hint(each, known)))
                .collect(Collectors.joining("\n")));
    }

    private static List<String> given(Settings settings, Function<String, @Nullable String> texts) {
        List<Setting<?>> given = new ArrayList<>();
        if (!settings.cases().isEmpty()) {
            given.add(EngineSettings.CASE);
        }
        if (settings.platforms() instanceof PlatformChoice.Named) {
            given.add(EngineSettings.PLATFORM);
        }
        if (settings.runtimes().size() < RuntimeKind.values().length) {
            given.add(EngineSettings.RUNTIME);
        }
        if (!settings.levels().equals(LevelChoice.all())) {
            given.add(EngineSettings.LEVEL);
        }
        if (settings.manual() == ManualMode.ONLY) {
            given.add(EngineSettings.MANUAL);
        }
        return given.stream().map(setting -> setting.given(texts)).flatMap(Optional::stream).toList();
    }

    private static String unknownCases(Set<CaseSelector> unmatched, Collection<Candidate> candidates) {
        StringBuilder text = new StringBuilder();
        for (CaseSelector selector : unmatched) {
            List<String> known = names(selector, candidates);
            text.append(text.isEmpty() ? "" : "\n").append("case ").append(selector.text()).append(" matches nothing");
            if (known.isEmpty()) {
                text.append(": there is no class ").append(selector.className())
                        .append(NearestName.hint(selector.className(), classes(candidates)));
            } else {
                text.append(NearestName.hint(selector.caseName(), known));
            }
        }
        return text.toString();
    }

    private static List<String> names(CaseSelector selector, Collection<Candidate> candidates) {
        return candidates.stream().filter(each -> selector.matchesClass(each.scenario().type().getName()))
                .flatMap(each -> selector.caseName().contains("/")
                        ? Stream.of(each.scenario().name() + "/" + each.test().scenarioCase().name())
                        : Stream.of(each.test().scenarioCase().name(), each.scenario().name()))
                .distinct().sorted().toList();
    }

    private static List<String> classes(Collection<Candidate> candidates) {
        return candidates.stream().map(each -> each.scenario().type().getSimpleName()).distinct().sorted().toList();
    }

    private static String nothingLeft(List<String> given, Settings settings, Collection<Candidate> candidates) {
        List<Candidate> named = candidates.stream().filter(each -> settings.cases().isEmpty()
                || settings.cases().stream().anyMatch(selector -> selector.matches(each.scenario().type().getName(),
                        each.scenario().name(), each.test().scenarioCase().name())))
                .toList();
        StringBuilder text = new StringBuilder(String.join(" ", given)).append(" leaves nothing to run of ")
                .append(named.size()).append(named.size() == 1 ? " test:" : " tests:");
        named.stream().limit(SHOWN).map(EmptySelectionReport::describe).forEach(text::append);
        if (named.size() > SHOWN) {
            text.append("\n  and ").append(named.size() - SHOWN).append(" more");
        }
        return text.toString();
    }

    private static String describe(Candidate candidate) {
        return "\n  " + candidate.scenario().type().getSimpleName() + "::" + candidate.scenario().name() + "/"
                + candidate.test().scenarioCase().name() + " on " + candidate.test().variant().id() + ", level "
                + candidate.scenario().level()
                + (candidate.test().isManual()
                        ? ", manual: -Dmanual=include takes it in"
                        : "");
    }
}
