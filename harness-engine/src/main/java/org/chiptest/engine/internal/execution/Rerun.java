package org.chiptest.engine.internal.execution;

import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.stream.Collectors;

import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.Sanitizer;

/** Word the command that runs exactly one test again. */
final class Rerun {

    private final String testCommand;
    private final Sanitizer sanitizer;
    private final SortedMap<String, String> described;

    /**
     * Word commands that begin with one that runs the module's tests.
     *
     * @param sanitizer what the run says that code is built with
     * @param described settings that describe platforms, by their names
     */
    Rerun(String testCommand, Sanitizer sanitizer, SortedMap<String, String> described) {
        this.testCommand = testCommand;
        this.described = described;
        this.sanitizer = sanitizer;
    }

    /**
     * Return the command.
     *
     * <p>Devices of which there are few are part of it: without a pool only the first one is used. The others are all the same.
     *
     * @param devices numbers of the devices that it ran on
     * @param seed    the seed, if the test sees random numbers
     */
    String command(ScenarioTestDescriptor test, List<Integer> devices, OptionalLong seed) {
        Class<?> outermost = test.scenario().type();
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        String binaryName = test.scenario().type().getName();
        String nested = outermost.equals(test.scenario().type())
                ? ""
                : binaryName.substring(binaryName.lastIndexOf('.') + 1) + "::";
        Platform platform = test.declared().variant().platform();
        String name = nested + test.scenario().name() + "/" + test.declared().scenarioCase().name();
        return testCommand + " -Dtest=" + outermost.getSimpleName() + " -Dcase=" + quoted(name) + " -Dplatform="
                + platform.name() + " -Druntime=" + test.declared().variant().runtime().id()
                + (!platform.capabilities().limited() || devices.isEmpty()
                        ? ""
                        : " -Ddevice=" + String.join(",", devices.stream().map(String::valueOf).toList()))
                + (test.declared().isManual() ? " -Dmanual=include" : "")
                + (sanitizer == Sanitizer.NONE ? "" : " -Dsanitizer=" + sanitizer.id())
                + (seed.isPresent() ? " -Dseed=" + seed.getAsLong() : "")
                + (platform.description().isEmpty() ? "" : words(described));
    }

    private static String words(SortedMap<String, String> settings) {
        return settings.entrySet().stream().map(each -> " " + quoted("-D" + each.getKey() + "=" + each.getValue()))
                .collect(Collectors.joining());
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:@%+=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
