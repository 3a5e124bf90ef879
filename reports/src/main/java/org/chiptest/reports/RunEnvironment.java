package org.chiptest.reports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.chiptest.engine.internal.history.Commit;
import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.chiptest.runtime.internal.toolchain.Diagnosis;
import org.chiptest.runtime.toolchain.ToolchainSettings;

/**
 * What a run depends on, for the report: what is not known is left out.
 *
 * @param values by what they are called
 */
record RunEnvironment(Map<String, String> values) {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final String MODEL = "model name";

    /** Look around. */
    static RunEnvironment of(HostEnvironment host, Path folder, Optional<String> seed) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("Machine", firstLine(HOST_NAME).orElse("unknown"));
        values.put("OS", host.property("os.name") + " " + host.property("os.version") + " " + host.property("os.arch"));
        values.put("CPU", processor() + Runtime.getRuntime().availableProcessors() + " usable");
        values.put("g++", Diagnosis.compilerVersion(ToolchainSettings.parse(host::property, host.variables())));
        values.put("JDK", host.property("java.vm.name") + " " + host.property("java.vm.version"));
        values.put("chiptest", Optional.ofNullable(RunEnvironment.class.getPackage().getImplementationVersion())
                .orElse("classes of a build"));
        Optional.of(Commit.of(folder, host.variables())).filter(commit -> !commit.isEmpty())
                .ifPresent(commit -> values.put("Commit", commit));
        seed.ifPresent(value -> values.put("Seed", value));
        Optional.ofNullable(host.variable("MAVEN_CMD_LINE_ARGS")).map(arguments -> "mvn " + arguments.strip())
                .or(() -> Optional.ofNullable(host.property("sun.java.command")))
                .ifPresent(command -> values.put("Command", command));
        return new RunEnvironment(values);
    }

    /** Write it as Allure reads {@code environment.properties}. */
    String toText() {
        StringBuilder text = new StringBuilder(256);
        values.forEach((name, value) -> text.append(name).append(" = ")
                .append(value.replace("\\", "\\\\").replace("\n", " ")).append('\n'));
        return text.toString();
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith(MODEL)).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip() + ", ").orElse("");
        } catch (IOException e) {
            // a machine that does not tell
            return "";
        }
    }

    private static Optional<String> firstLine(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.stream().findFirst();
        } catch (IOException e) {
            // a machine that does not tell
            return Optional.empty();
        }
    }
}
