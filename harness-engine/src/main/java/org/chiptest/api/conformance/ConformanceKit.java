package org.chiptest.api.conformance;

import java.io.PrintStream;
import java.util.List;

import org.chiptest.engine.internal.BundledRuntime;
import org.chiptest.engine.internal.conformance.Conformance;
import org.chiptest.engine.internal.conformance.KitChoice;
import org.chiptest.engine.internal.execution.ExecutionResources;
import org.chiptest.runtime.internal.foreign.DescribedPlatforms;
import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.chiptest.runtime.platform.Platform;

/**
 * Look at a device runtime, rule by rule, and say where it keeps to the contract, where it differs and how, and where there is no telling.
 *
 * <p>Run it with the class path, options and {@code -D} settings of the tests:
 *
 * <pre>
 * java --enable-native-access=ALL-UNNAMED -Dplatform.mysim.like=a2a3sim -Dplatform.mysim.home=/opt/mysim -cp $CP \
 *     org.chiptest.api.conformance.ConformanceKit mysim graphs=1000
 * </pre>
 *
 * <p>or with the same words as a test:
 *
 * <pre>{@code
 * @Test
 * void myRuntimeKeepsToTheContract() {
 *     ConformanceKit.require("mysim", "known=known-differences.txt");
 * }
 * }</pre>
 */
public final class ConformanceKit {

    private static final int MISUSED = 2;

    private ConformanceKit() {}

    /** Look at a platform and exit: with 0 if no difference is new, 1 if one is, 2 if it cannot be looked at. */
    public static void main(String[] words) {
        try {
            Conformance found = look(List.of(words), System.out);
            System.out.println(found.summary());
            System.exit(found.holds() ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(MISUSED);
        }
    }

    /**
     * Look at a platform.
     *
     * @param words its name, and what else the command takes
     * @throws AssertionError           if it differs in a way that is not known
     * @throws IllegalArgumentException if it cannot be looked at
     */
    public static void require(String... words) {
        Conformance found = look(List.of(words), System.out);
        if (!found.holds()) {
            throw new AssertionError(found.platform() + " does not keep to the contract (" + found.summary() + "):\n"
                    + found.problems());
        }
    }

    private static Conformance look(List<String> words, PrintStream console) {
        BundledRuntime bundled = new BundledRuntime(console);
        KitChoice choice = KitChoice.parse(words, bundled.newSeed());
        Platform platform = platform(choice.platform());
        try (ExecutionResources resources = bundled.open(name -> null)) {
            Conformance found = Conformance.of(platform, resources.devices(), resources.compiler(), choice, console);
            found.write(choice.folder());
            console.println(choice.folder().resolve("conformance.html").toAbsolutePath());
            return found;
        }
    }

    private static Platform platform(String name) {
        HostEnvironment host = HostEnvironment.current();
        DescribedPlatforms platforms = BundledRuntime.platforms(host::property, host.propertyNames());
        if (!platforms.problems().isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", platforms.problems()));
        }
        Platform platform = platforms.all().stream().filter(each -> each.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no platform '" + name + "', but "
                        + platforms.all().stream().map(Platform::name).toList()
                        + "; say where a library is by -Dplatform." + name + ".home=, see docs/foreign-runtimes.md"));
        platform.missing().ifPresent(what -> {
            throw new IllegalArgumentException(name + " cannot be used here: " + what);
        });
        return platform;
    }
}
