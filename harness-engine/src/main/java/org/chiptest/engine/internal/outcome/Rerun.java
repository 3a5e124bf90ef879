package org.chiptest.engine.internal.outcome;

import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.settings.Extent;
import org.chiptest.engine.internal.settings.Order;
import org.chiptest.engine.internal.settings.Settings;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.Sanitizer;

/** Word the command that runs exactly one test again. */
public final class Rerun {

    private final String testCommand;
    private final Settings settings;
    private final SortedMap<String, String> described;

    /**
     * Word commands that begin with one that runs the module's tests.
     *
     * @param settings  what the run does otherwise than by default; what chooses tests is told by the test
     * @param described settings that describe platforms, by their names
     */
    public Rerun(String testCommand, Settings settings, SortedMap<String, String> described) {
        this.testCommand = testCommand;
        this.settings = settings;
        this.described = described;
    }

    /** Return the same for scenarios that do more or less. */
    Rerun with(Extent other) {
        return new Rerun(testCommand, settings.with(other, settings.comparison()), described);
    }

    /**
     * Return the command that runs a test.
     *
     * <p>Devices of which there are few are part of it: without a pool only the first one is used. The others are all the same.
     *
     * @param devices numbers of the devices that it ran on
     * @param seed    the seed, if the test sees random numbers
     */
    String command(ScenarioTestDescriptor test, List<Integer> devices, OptionalLong seed) {
        boolean limited = test.declared().variant().platform().capabilities().limited();
        return command(outermost(test).getSimpleName(), caseName(test), test, limited ? devices : List.of(), seed,
                test.declared().isManual());
    }

    /**
     * Return the command that runs tests one after the other on one worker.
     *
     * @param before those that come before it
     * @param seed   the seed, if one of them sees random numbers
     */
    String command(List<ScenarioTestDescriptor> before, ScenarioTestDescriptor test, List<Integer> devices,
            OptionalLong seed) {
        List<ScenarioTestDescriptor> all = Stream.concat(before.stream(), Stream.of(test)).distinct().toList();
        String classes = all.stream().map(each -> outermost(each).getSimpleName()).distinct()
                .collect(Collectors.joining(","));
        String cases = all.stream().map(each -> className(each) + "::" + name(each)).collect(Collectors.joining(","));
        return command(classes, cases, test, devices, seed, all.stream().anyMatch(each -> each.declared().isManual()))
                + " -Dorder=" + Order.LISTED.word();
    }

    private String command(String classes, String cases, ScenarioTestDescriptor test, List<Integer> devices,
            OptionalLong seed, boolean manual) {
        Platform platform = test.declared().variant().platform();
        return testCommand + " -Dtest=" + classes + " -Dcase=" + quoted(cases) + " -Dplatform="
                + platform.name() + " -Druntime=" + test.declared().variant().runtime().id()
                + (devices.isEmpty()
                        ? ""
                        : " -Ddevice=" + String.join(",", devices.stream().map(String::valueOf).toList()))
                + (manual ? " -Dmanual=include" : "")
                + (settings.sanitizer() == Sanitizer.NONE ? "" : " -Dsanitizer=" + settings.sanitizer().id())
                + Stream.of(settings.extent().words(), settings.comparison().words(), settings.captures().words())
                        .flatMap(List::stream).map(word -> " " + quoted(word)).collect(Collectors.joining())
                + (seed.isPresent() ? " -Dseed=" + seed.getAsLong() : "")
                + (platform.description().isEmpty() ? "" : words(described));
    }

    private static Class<?> outermost(ScenarioTestDescriptor test) {
        Class<?> outermost = test.scenario().type();
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        return outermost;
    }

    /** Select a case in the class that the command names, and a nested class only if it is one. */
    private static String caseName(ScenarioTestDescriptor test) {
        return outermost(test).equals(test.scenario().type()) ? name(test) : className(test) + "::" + name(test);
    }

    private static String className(ScenarioTestDescriptor test) {
        String binaryName = test.scenario().type().getName();
        return binaryName.substring(binaryName.lastIndexOf('.') + 1);
    }

    private static String name(ScenarioTestDescriptor test) {
        return test.scenario().name() + "/" + test.declared().scenarioCase().name();
    }

    private static String words(SortedMap<String, String> settings) {
        return settings.entrySet().stream().map(each -> " " + quoted("-D" + each.getKey() + "=" + each.getValue()))
                .collect(Collectors.joining());
    }

    /** Return a word as a shell takes it whole. */
    public static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:,@%+=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
