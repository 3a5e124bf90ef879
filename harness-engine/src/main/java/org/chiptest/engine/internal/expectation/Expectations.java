package org.chiptest.engine.internal.expectation;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.chiptest.engine.internal.declaration.DeclaredClass;
import org.chiptest.engine.internal.declaration.DeclaredScenario;
import org.chiptest.engine.internal.declaration.DeclaredTest;
import org.chiptest.engine.internal.settings.SelectorIndex;
import org.chiptest.runtime.platform.Platform;

/** Know what is expected of tests. Of several expectations that match, the one whose file says most of the variant holds. */
public final class Expectations {

    /** Expect nothing of any test but that it passes. */
    public static final Expectations NONE = new Expectations(List.of(), List.of(), List.of(), LocalDate.MIN);

    private final List<Expectation> expectations;
    private final SelectorIndex<Expectation> valid;
    private final List<InfraCause> infra;
    private final List<Complaint> complaints;
    private final LocalDate today;

    Expectations(List<Expectation> expectations, List<InfraCause> infra, List<Complaint> complaints, LocalDate today) {
        this.infra = Stream.concat(infra.stream(), InfraCause.bundled().stream()).toList();
        this.today = today;
        this.expectations = expectations.stream()
                .sorted(Comparator.comparingInt((Expectation each) -> -each.scope().words().size())
                        .thenComparing(Expectation::kind))
                .toList();
        this.valid = new SelectorIndex<>(
                this.expectations.stream().filter(each -> !each.hasExpiredOn(today)).toList(), Expectation::pattern);
        this.complaints = List.copyOf(complaints);
    }

    /** Read a folder; none is as good as an empty one. */
    public static Expectations in(Path folder, List<Platform> platforms, LocalDate today) {
        return Files.isDirectory(folder) ? ExpectationReader.read(folder, platforms, today) : NONE;
    }

    /** Return what is expected of a test, if it is anything but a pass; what has expired is not. */
    public Optional<Expectation> of(DeclaredScenario scenario, DeclaredTest test) {
        return Expectation.matching(valid, scenario, test).findFirst();
    }

    /**
     * Return a patch for the files of a folder that makes them say what was observed, nothing if they do. A line stays that holds for
     * tests that were not observed.
     *
     * @param classes all that the classes of the run declare
     * @throws IOException if a file that changes cannot be read
     */
    public String patch(Path folder, List<Observation> observations, Collection<DeclaredClass> classes)
            throws IOException {
        Map<Expectation, List<Observation>> held = observations.stream()
                .filter(seen -> of(seen.scenario(), seen.test()).isPresent())
                .collect(groupingBy(seen -> of(seen.scenario(), seen.test()).orElseThrow()));
        Map<Expectation, Long> declared = classes.stream().flatMap(type -> type.scenarios().stream())
                .flatMap(scenario -> scenario.tests().stream().flatMap(test -> of(scenario, test).stream()))
                .collect(groupingBy(each -> each, counting()));
        ExpectationPatch patch = new ExpectationPatch(folder, today);
        held.forEach((each, seen) -> {
            if (seen.size() >= declared.getOrDefault(each, 0L)
                    && seen.stream().allMatch(ExpectationPatch::isUnexpectedPass)) {
                patch.remove(each);
            }
        });
        observations.stream().filter(seen -> of(seen.scenario(), seen.test()).isEmpty()).forEach(patch::add);
        return patch.text();
    }

    /** Return the causes of failures that are no fault of what is tested. */
    public List<InfraCause> infra() {
        return infra;
    }

    /**
     * Say what is wrong with the files.
     *
     * @param classes the classes that were looked at: only what is expected of them can be judged
     */
    public List<Complaint> complaints(Collection<DeclaredClass> classes) {
        return classes.isEmpty() ? List.of() : new ExpectationReview(expectations, classes, today).after(complaints);
    }
}
