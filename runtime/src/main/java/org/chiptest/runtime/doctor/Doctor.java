package org.chiptest.runtime.doctor;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.chiptest.runtime.internal.foreign.DescribedPlatform;
import org.chiptest.runtime.internal.foreign.DescribedPlatforms;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.chiptest.runtime.internal.toolchain.Diagnosis;
import org.chiptest.runtime.internal.toolchain.Prerequisite;
import org.chiptest.runtime.toolchain.ToolchainSettings;
import org.jspecify.annotations.Nullable;

/**
 * Print each thing that chiptest needs of a machine, and how to get what is missing.
 *
 * <p>Run with the class path, options and {@code -D} settings of the tests, it looks at what they would get.
 */
public final class Doctor {

    private final Function<String, @Nullable String> properties;
    private final Map<String, String> variables;
    private final Set<String> names;

    /**
     * Create a doctor for a process, who looks at the platforms too that settings describe.
     *
     * @param properties the value of a property or setting by its name, or null
     * @param names      names of all of them
     * @param variables  the variables of the environment
     */
    Doctor(Function<String, @Nullable String> properties, Set<String> names, Map<String, String> variables) {
        this.properties = properties;
        this.names = Set.copyOf(names);
        this.variables = Map.copyOf(variables);
    }

    /** Examine this process's machine; exit with 0 if all that is needed is there, with 1 if not. */
    public static void main(String[] args) {
        HostEnvironment host = HostEnvironment.current();
        System.exit(new Doctor(host::property, host.propertyNames(), host.variables()).report(System.out) ? 0 : 1);
    }

    /** Print what was found, and tell whether all that is needed is there. */
    public boolean report(PrintStream out) {
        List<Prerequisite> prerequisites = examine();
        prerequisites.forEach(prerequisite -> out.print(text(prerequisite)));
        long missing = prerequisites.stream().filter(each -> each.finding() == Prerequisite.Finding.MISSING).count();
        out.println(missing == 0
                ? "All that is needed is there."
                : missing + (missing == 1 ? " thing is" : " things are") + " missing; nothing runs without.");
        return missing == 0;
    }

    /** Look at everything, in the order in which one thing needs another. */
    List<Prerequisite> examine() {
        List<Prerequisite> all = new ArrayList<>(new MachineDiagnosis(properties).examine());
        try {
            all.addAll(Diagnosis.of(ToolchainSettings.parse(properties, variables)));
        } catch (IllegalArgumentException e) {
            all.add(Prerequisite.missing("settings", String.valueOf(e.getMessage()), "correct it or leave it out"));
        }
        all.addAll(new ToolDiagnosis(variables.getOrDefault("PATH", "")).examine());
        all.addAll(platforms());
        return List.copyOf(all);
    }

    /** Look at what is described; what nobody has said anything of, is looked at when it is asked for. */
    private List<Prerequisite> platforms() {
        ClassLoader loader = Doctor.class.getClassLoader();
        DescribedPlatforms platforms = DescribedPlatforms.read(Platforms.load(loader), properties, names, Path.of(""),
                loader);
        List<Prerequisite> all = new ArrayList<>();
        platforms.problems().forEach(problem -> all.add(Prerequisite.missing("platforms", problem,
                "correct the description, see docs/foreign-runtimes.md; the platforms that it may stand for are in the jar"
                        + " chiptest-platforms, which has to be on the class path")));
        for (DescribedPlatform platform : platforms.described()) {
            if (platform.isLocated()) {
                all.addAll(platform.diagnosis());
            } else {
                platform.missing().ifPresent(what -> all.add(Prerequisite.absent("platform " + platform.name()
                        + ", if asked for", "nobody has said where its library is",
                        "set platform." + platform.name() + ".home; the doctor then says what else it lacks")));
            }
        }
        return all;
    }

    private static String text(Prerequisite prerequisite) {
        String line = "%-8s %s: %s%n".formatted(switch (prerequisite.finding()) {
            case FOUND -> "found";
            case MISSING -> "MISSING";
            case ABSENT -> "absent";
        }, prerequisite.name(), prerequisite.detail());
        return prerequisite.fix().isEmpty() ? line : line + "         fix: %s%n".formatted(prerequisite.fix());
    }
}
