package org.chiptest.interleavings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * The lock-free pieces do what their tests allow, for a moment; and the tests find mistakes that are made on purpose, of which a few are
 * drawn, by a seed that is printed. {@code -Dchiptest.test.mutations=all} tries all of them, a class those of that class; {@code -Dchiptest.test.millis} gives each test
 * of the pieces as they are more time.
 */
class StressTests {

    private static final int DRAWN = 3;
    private static final int MILLIS = 100;
    private static final int ROUNDS_TO_FIND = 300;

    @TempDir
    Path folder;

    @Test
    void nothingForbiddenIsSeen() {
        List<String> tests = TestList.tests().stream().sorted().toList();

        List<Observation> seen = StressRun.of(List.of(), 1, Integer.getInteger("chiptest.test.millis", MILLIS), tests);

        seen.forEach(each -> System.out.println(each.line()));
        assertThat(seen).allMatch(Observation::allowed);
        assertThat(seen.stream().map(Observation::test).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(tests);
    }

    @Test
    void mistakesAreFound() {
        for (SourceMutation mutation : chosen()) {
            Path classes = folder.resolve(mutation.mistake().replace(' ', '-'));
            mutation.compileTo(classes);

            Optional<Observation> found = StressRun
                    .of(List.of(classes), ROUNDS_TO_FIND, MILLIS, List.of(mutation.testName())).stream()
                    .filter(each -> !each.allowed()).findFirst();

            assertThat(found).as(mutation.mistake()).isPresent();
            System.out.println(mutation + ": " + found.orElseThrow().line());
        }
    }

    private static List<SourceMutation> chosen() {
        List<SourceMutation> mutations = new ArrayList<>(Mutations.all());
        String wanted = System.getProperty("chiptest.test.mutations", "");
        if (!wanted.isEmpty()) {
            mutations.removeIf(mutation -> !wanted.equals("all") && !mutation.type().contains(wanted));
            return mutations;
        }
        long seed = Long.getLong("chiptest.seed", System.nanoTime());
        System.out.println("mutations drawn by seed " + seed);
        Collections.shuffle(mutations, new Random(seed));
        return mutations.subList(0, DRAWN);
    }
}
