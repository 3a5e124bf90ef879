package org.chiptest.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.files.FileTree;

/**
 * Inject faults and see that each costs its own scenario and that nothing is left: {@code FaultInjection N [seed]} draws N of random
 * kind, variant and order, {@code FaultInjection matrix} commits each kind on each variant ({@code matrix a5sim trb}: on this one), {@code FaultInjection kinds THREAD_LEFT RELAY} these.
 *
 * <p>Healthy scenarios come before, between and after the faults. Processes, threads, descriptors, mappings, {@code /dev/shm} and
 * folders are counted around each round.
 */
final class FaultInjection {

    private static final int ROUND = 20;
    private static final List<RuntimeKind> RUNTIMES = List.of(RuntimeKind.values());
    private static final List<String> PLATFORMS = List.of("a2a3sim", "a5sim");

    private sealed interface Planned {

        record InScenario(Injection injection) implements Planned {}

        record OnHost(Injection injection) implements Planned {}

        record AtStart(StartFault signal) implements Planned {}
    }

    private final Path folder;
    private final TreeMap<String, Integer> injected = new TreeMap<>();

    FaultInjection(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] words) throws IOException {
        if (words.length == 0) {
            throw new IllegalArgumentException(
                    "say how many faults to inject and, to repeat a run, its seed; or: matrix; or: kinds KIND ...");
        }
        List<String> all = List.of(words);
        Path folder = Files.createTempDirectory("fault-injection-");
        try {
            FaultInjection injection = new FaultInjection(folder);
            switch (words[0]) {
                case "matrix" -> injection.matrix(all, everything());
                case "kinds" -> injection.matrix(all, everything().stream()
                        .filter(planned -> kind(planned).filter(all::contains).isPresent()).toList());
                default -> injection.random(Integer.parseInt(words[0]), words.length > 1
                        ? Long.parseLong(words[1])
                        : new SplittableRandom().nextLong());
            }
        } finally {
            // also what a failure has left there, which is what must be seen
            FileTree.delete(folder);
        }
    }

    /** Inject this many faults; the seed, which is printed, decides all of it. */
    void random(int faults, long seed) {
        System.out.println("injecting " + faults + " faults, seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Leftovers before = Leftovers.now();
        for (int left = faults; left > 0; left -= ROUND) {
            String platform = PLATFORMS.get(random.nextInt(PLATFORMS.size()));
            RuntimeKind runtime = RUNTIMES.get(random.nextInt(RUNTIMES.size()));
            round(platform, runtime, plan(random, Math.min(left, ROUND)));
        }
        report(before, faults);
    }

    /** Inject each of these faults on each variant, or those of the platforms and runtimes that the words name. */
    void matrix(List<String> words, List<Planned> all) {
        Leftovers before = Leftovers.now();
        int faults = 0;
        for (String platform : named(words, PLATFORMS, Function.identity())) {
            for (RuntimeKind runtime : named(words, RUNTIMES, RuntimeKind::shortName)) {
                round(platform, runtime, all);
                faults += all.size();
            }
        }
        report(before, faults);
    }

    private static <T> List<T> named(List<String> words, List<T> all, Function<T, String> name) {
        List<T> some = all.stream().filter(each -> words.contains(name.apply(each))).toList();
        return some.isEmpty() ? all : some;
    }

    private void round(String platform, RuntimeKind runtime, List<Planned> plan) {
        new FaultRun(platform, runtime, plan.stream().filter(Planned.InScenario.class::isInstance)
                .map(fault -> ((Planned.InScenario) fault).injection()).toList()).perform(folder);
        new HostFaultRun(platform, runtime, plan.stream().filter(Planned.OnHost.class::isInstance)
                .map(fault -> ((Planned.OnHost) fault).injection()).toList()).perform(folder);
        for (Planned fault : plan) {
            if (fault instanceof Planned.AtStart(StartFault signal)) {
                performAtStart(signal, platform, runtime);
            }
            injected.merge(platform + " " + runtime.shortName() + " " + name(fault), 1, Integer::sum);
        }
        System.out.println(plan.size() + " faults on " + platform + " " + runtime.shortName() + ": contained");
    }

    private void performAtStart(StartFault fault, String platform, RuntimeKind runtime) {
        try {
            Path workers = Files.createTempDirectory(folder, "workers-");
            fault.perform(platform, runtime, workers);
            Files.delete(workers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void report(Leftovers before, int faults) {
        Leftovers.awaitNoneSince(before);
        injected.forEach((what, times) -> System.out.println("  " + times + " x " + what));
        System.out.println(faults + " faults cost their own scenarios only, and left nothing");
    }

    private static List<Planned> plan(SplittableRandom random, int faults) {
        List<Planned> everything = everything();
        return IntStream.range(0, faults).mapToObj(i -> everything.get(random.nextInt(everything.size()))).toList();
    }

    private static List<Planned> everything() {
        Stream<Planned> inScenarios = Injection.all().stream().map(Planned.InScenario::new);
        Stream<Planned> onHosts = Injection.onHost().stream().map(Planned.OnHost::new);
        return Stream.of(inScenarios, onHosts, Arrays.stream(StartFault.values()).<Planned>map(Planned.AtStart::new))
                .flatMap(each -> each).toList();
    }

    private static Optional<String> kind(Planned fault) {
        return switch (fault) {
            case Planned.InScenario(Injection injection) -> Optional.of(injection.fault().name());
            case Planned.OnHost(Injection injection) -> Optional.of(injection.fault().name());
            case Planned.AtStart _ -> Optional.empty();
        };
    }

    private static String name(Planned fault) {
        return switch (fault) {
            case Planned.InScenario(Injection injection) -> injection.caseName();
            case Planned.OnHost(Injection injection) -> "level_3_" + injection.caseName();
            case Planned.AtStart(StartFault signal) -> "start_" + signal;
        };
    }
}
