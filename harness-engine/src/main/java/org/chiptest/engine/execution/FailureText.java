package org.chiptest.engine.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.chiptest.engine.descriptor.ScenarioTestDescriptor;

/** Say where a failure happened and how to run it again; what every failed test's message ends with. */
final class FailureText {

    private FailureText() {}

    /** Return the lines that follow a failure's own message, the last of which is a command. */
    static String of(ScenarioTestDescriptor test, OptionalInt deviceId, OptionalLong seed) {
        List<String> lines = new ArrayList<>();
        lines.add("scenario " + test.scenario().type().getSimpleName() + "." + test.scenario().name());
        lines.add("case     " + test.declared().scenarioCase().name());
        lines.add("variant  " + test.declared().variant().id());
        deviceId.ifPresent(device -> lines.add("device   " + device));
        seed.ifPresent(value -> lines.add("seed     " + value));
        lines.add(rerun(test, seed));
        return String.join("\n", lines);
    }

    /** Return the command that runs exactly this test. */
    static String rerun(ScenarioTestDescriptor test, OptionalLong seed) {
        String binaryName = test.scenario().type().getName();
        String simpleName = binaryName.substring(binaryName.lastIndexOf('.') + 1);
        StringBuilder command = new StringBuilder("mvn test -Dtest=").append(quoted(simpleName)).append(" -Dcase=")
                .append(quoted(test.scenario().name() + "/" + test.declared().scenarioCase().name()))
                .append(" -Dplatform=").append(test.declared().variant().platform().name()).append(" -Druntime=")
                .append(test.declared().variant().runtime().id());
        if (test.declared().scenarioCase().isManualOn(test.declared().variant().platform().name())) {
            command.append(" -Dmanual=include");
        }
        seed.ifPresent(value -> command.append(" -Dseed=").append(value));
        return command.toString();
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:@%+=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
