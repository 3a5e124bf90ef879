package org.chiptest.engine.internal.declaration;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.chiptest.api.Tier;
import org.chiptest.engine.internal.settings.LevelChoice;
import org.junit.platform.engine.support.descriptor.MethodSource;

/**
 * Hold what a scenario declares.
 *
 * @param type          the class that it is run in
 * @param method        its method
 * @param name          unique in the class
 * @param displayName   what to show
 * @param level         2 or 3
 * @param tier          when it is worth its time
 * @param tags          its own tags
 * @param freshWorker   whether it wants a worker to itself
 * @param disabled      why it does not run, if so
 * @param lifecycle     what surrounds it
 * @param platformsSaid whether the class says on which platforms it runs
 * @param parameters    what the parameters of the method take, in their order
 * @param golden        what the harness runs and checks, if that is left to it
 * @param contract      the rule that it is derived from, if nobody has written it; its method is that of a golden scenario
 * @param tests         its tests: each case on each variant
 * @param problems      what is wrong with the declarations that belong to no single test
 */
public record DeclaredScenario(Class<?> type, Method method, String name, String displayName, int level, Tier tier,
        List<String> tags, boolean freshWorker, Optional<String> disabled, Lifecycle lifecycle, boolean platformsSaid,
        List<InjectedParameter> parameters, Optional<DeclaredGolden> golden,
        Optional<DeclaredContract> contract, List<DeclaredTest> tests, List<Problem> problems) {

    public DeclaredScenario {
        tags = List.copyOf(tags);
        parameters = List.copyOf(parameters);
        tests = List.copyOf(tests);
        problems = Problem.distinct(problems);
    }

    /** Tell whether the scenario uses one host with many chips, and not one chip. */
    public boolean usesHost() {
        return level == LevelChoice.HOST;
    }

    /** Return where it stands; a rule stands where no method is, so that reports tell rules apart. */
    public MethodSource source() {
        return contract.isPresent() ? MethodSource.from(type.getName(), name) : MethodSource.from(type, method);
    }

    /** Tell whether the scenario can see random numbers, so that repeating it takes the seed. */
    public boolean seesSeed() {
        return contract.isPresent() || Stream.of(InjectedParameter.Given.RANDOM, InjectedParameter.Given.CONTEXT)
                .anyMatch(each -> parameters.contains(each) || lifecycle.takes(each));
    }
}
