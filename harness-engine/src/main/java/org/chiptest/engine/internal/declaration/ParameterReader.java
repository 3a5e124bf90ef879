package org.chiptest.engine.internal.declaration;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.ScenarioContext;
import org.chiptest.api.Variant;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.engine.internal.declaration.InjectedParameter.Given;
import org.chiptest.engine.internal.settings.LevelChoice;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.internal.settings.NearestName;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.worker.ChipWorker;

/** Find out what the parameters of a scenario take. */
final class ParameterReader {

    private static final Map<Class<?>, Given> GIVEN = Map.of(
            ChipWorker.class, Given.WORKER,
            HostWorker.class, Given.HOST,
            CallConfig.class, Given.CONFIG,
            Variant.class, Given.VARIANT,
            Platform.class, Given.PLATFORM,
            Architecture.class, Given.ARCHITECTURE,
            RuntimeKind.class, Given.RUNTIME,
            RandomGenerator.class, Given.RANDOM,
            ScenarioContext.class, Given.CONTEXT,
            GoldenArgs.class, Given.GOLDEN_ARGS);

    /** What stands on a worker of one chip. */
    private static final Set<Given> OF_ONE_CHIP = Set.of(Given.WORKER, Given.GOLDEN_ARGS);

    private static final String FOLDER = ForeignAnnotation.JUPITER + "io.TempDir";

    /** The cleanup of a temporary folder that there is. */
    private static final String ALWAYS = "ALWAYS";

    private final Set<String> callables;
    private final boolean casesCarryData;
    private final int level;
    private final String dataOfCases;

    private ParameterReader(Set<String> callables, boolean casesCarryData, int level, String dataOfCases) {
        this.dataOfCases = dataOfCases;
        this.callables = new TreeSet<>(callables);
        this.casesCarryData = casesCarryData;
        this.level = level;
    }

    /** Read the parameters of scenarios, whose cases may carry data. */
    static ParameterReader ofScenario(Set<String> callables, boolean casesCarryData, int level) {
        return new ParameterReader(callables, casesCarryData, level, ", and the data of cases (@CasesFrom)");
    }

    /** Read the parameters of methods around scenarios, whose cases may carry data of different types. */
    static ParameterReader ofLifecycle(Set<String> callables, int level) {
        return new ParameterReader(callables, false, level,
                "; the data of a case is in ScenarioContext.scenarioCase()");
    }

    /**
     * Read the parameters of a method.
     *
     * @throws DeclarationException if one of them can take nothing
     */
    List<InjectedParameter> read(Method method) {
        List<InjectedParameter> parameters = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            parameters.add(read(parameter));
        }
        return parameters;
    }

    /** Tell whether a field or parameter holds a temporary folder. */
    static boolean isFolder(AnnotatedElement element) {
        return ForeignAnnotation.isOn(element, FOLDER);
    }

    /** Say what a temporary folder asks for that there is not. */
    static Optional<String> foreignFolder(AnnotatedElement element) {
        ForeignAnnotation annotation = ForeignAnnotation.find(element, FOLDER).orElseThrow();
        String cleanup = annotation.value("cleanup").map(Object::toString).orElse(ALWAYS);
        boolean own = annotation.value("factory").filter(Class.class::isInstance).map(Class.class::cast)
                .filter(factory -> !factory.getSimpleName().equals("TempDirFactory")).isPresent();
        if (!own && (cleanup.equals("DEFAULT") || cleanup.equals(ALWAYS))) {
            return Optional.empty();
        }
        return Optional
                .of("asks for " + (own ? "a factory" : "cleanup " + cleanup) + "; a temporary folder is one of the "
                        + "system's and is always deleted. What is to stay goes to ScenarioContext.directory()");
    }

    private InjectedParameter read(Parameter parameter) {
        Class<?> type = parameter.getType();
        if (isFolder(parameter)) {
            return folder(parameter);
        }
        Given given = GIVEN.get(type);
        if (given != null && !belongs(given)) {
            throw new DeclarationException("parameter " + parameter.getName() + " is of type " + type.getSimpleName()
                    + (given == Given.HOST
                            ? ", which drives many chips, but the scenario is of level 2; take a ChipWorker, or declare the"
                                    + " class with @ChipTest(level = 3)"
                            : ", which stands on one chip, but the scenario is of level 3; take a HostWorker, or declare the"
                                    + " class with @ChipTest(level = 2)"));
        }
        if (given != null) {
            return given;
        }
        if (type == ChipCallable.class) {
            return new InjectedParameter.Callable(callableName(parameter));
        }
        if (casesCarryData) {
            return new InjectedParameter.CaseData(type);
        }
        throw new DeclarationException("parameter " + parameter.getName() + " is of type " + type.getName()
                + ", of which the harness has nothing to give; it has ChipCallable, "
                + GIVEN.entrySet().stream().filter(entry -> belongs(entry.getValue()))
                        .map(entry -> entry.getKey().getSimpleName()).sorted().collect(Collectors.joining(", "))
                + dataOfCases);
    }

    private static InjectedParameter folder(Parameter parameter) {
        if (parameter.getType() != Path.class) {
            throw new DeclarationException("parameter " + parameter.getName() + " is a @TempDir of type "
                    + parameter.getType().getSimpleName() + "; make it a Path");
        }
        foreignFolder(parameter).ifPresent(wrong -> {
            throw new DeclarationException("parameter " + parameter.getName() + " " + wrong);
        });
        return Given.FOLDER;
    }

    private boolean belongs(Given given) {
        return level == LevelChoice.HOST ? !OF_ONE_CHIP.contains(given) : given != Given.HOST;
    }

    private String callableName(Parameter parameter) {
        CallableUnderTest annotation = parameter.getAnnotation(CallableUnderTest.class);
        boolean named = annotation != null && !annotation.value().isEmpty();
        if (!named && !parameter.isNamePresent()) {
            if (callables.size() == 1) {
                return callables.iterator().next();
            }
            throw new DeclarationException("parameter " + parameter.getName() + " takes one of the callables "
                    + String.join(", ", callables) + ", but its name was not compiled in; compile with -parameters, or "
                    + "annotate it, such as with @CallableUnderTest(\"" + String.join("|", callables) + "\")");
        }
        String name = named ? annotation.value() : parameter.getName();
        if (!callables.contains(name)) {
            throw new DeclarationException("parameter " + parameter.getName() + " takes the callable '" + name + "', "
                    + (callables.isEmpty()
                            ? "but the class declares none; add a static @CallableUnderTest method " + name
                            : "which the class does not declare" + NearestName.hint(name, callables)));
        }
        return name;
    }
}
