package org.chiptest.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.chiptest.endtoend.CallRun.End;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.process.parent.ChildDevice;
import org.chiptest.runtime.internal.process.parent.ChildDeviceOpener;
import org.chiptest.runtime.process.StartupCache;
import org.chiptest.runtime.process.WorkerSettings;

/**
 * Have system calls of workers, or of this process, fail, one kind at one place in each run, and see that each failure is told or made good, and that nothing is
 * left: {@code CallInjection workers|parent LEVEL PLATFORM RUNTIME all} tries every place, {@code ... part K/N} the K-th of N parts of them, {@code ... first N} the first N
 * of each kind, {@code ... some N [seed]} any N. Level 3 has two chips and a sub worker. Workers start from a cache, as those of users do, if {@code
 * chiptest.test.startup} names its folder, which may be one for all parts.
 */
final class CallInjection {

    private static final String STARTUP = "chiptest.test.startup";

    private final CallRun run;
    private final Path folder;
    private final Map<String, Map<End, Integer>> ends = new TreeMap<>();
    private final List<String> harm = new ArrayList<>();

    CallInjection(CallRun run, Path folder) {
        this.run = run;
        this.folder = folder;
    }

    public static void main(String[] words) throws IOException {
        if (words.length < 5) {
            throw new IllegalArgumentException(
                    "say workers or parent, level, platform and runtime, and: all, or: first N,"
                            + " or: part K/N, or: some N [seed]");
        }
        Path folder = Files.createTempDirectory("failing-calls-");
        try {
            Optional<StartupCache> startup = trained(words, folder);
            CallInjection injection = new CallInjection(run(words, startup), folder);
            switch (words[4]) {
                case "all" -> injection.part(1, 1);
                case "part" -> {
                    String[] part = words[5].split("/", 2);
                    injection.part(Integer.parseInt(part[0]), Integer.parseInt(part[1]));
                }
                case "first" -> injection.first(Integer.parseInt(words[5]));
                default -> injection.some(Integer.parseInt(words[5]), words.length > 6
                        ? Long.parseLong(words[6])
                        : new SplittableRandom().nextLong());
            }
            injection.report();
        } finally {
            Files.delete(folder);
        }
    }

    private static CallRun run(String[] words, Optional<StartupCache> startup) {
        return new CallRun(CallWatch.Side.valueOf(words[0].toUpperCase(Locale.ROOT)), Integer.parseInt(words[1]),
                words[2], RuntimeKind.named(words[3]).orElseThrow(), startup);
    }

    /** Return the cache of the folder that is named, if one is, when a worker has trained it. */
    private static Optional<StartupCache> trained(String[] words, Path folder) {
        Optional<Path> named = Optional.ofNullable(System.getProperty(STARTUP)).map(Path::of);
        named.ifPresent(place -> {
            try (StartupCache cache = StartupCache.in(place);
                    ChildDeviceOpener opener = new ChildDeviceOpener(words[2],
                            RuntimeKind.named(words[3]).orElseThrow(),
                            WorkerSettings.withShim(TestToolchain.shim()).withDirectory(folder)
                                    .withStartup(Optional.of(cache)));
                    ChildDevice device = opener.open(0)) {
                device.free(device.malloc(1));
            }
        });
        return named.map(StartupCache::in);
    }

    /** Have the first calls of each kind fail, one after the other. */
    void first(int most) {
        FailingCall.all(run.count(folder)).stream().filter(call -> call.when() <= most).forEach(this::perform);
    }

    /** Have one of so many parts of all calls fail; which part a call belongs to follows from its number. */
    void part(int part, int parts) {
        List<FailingCall> all = FailingCall.all(run.count(folder)).stream()
                .filter(call -> call.when() % parts == part % parts).toList();
        System.out.println(run + ": " + all.size() + " places");
        all.forEach(this::perform);
    }

    /** Have any calls fail, of any kind alike; the seed, which is printed, decides which. */
    void some(int number, long seed) {
        System.out.println(run + ": " + number + " failing calls, seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, List<FailingCall>> kinds = FailingCall.all(run.count(folder)).stream()
                .collect(Collectors.groupingBy(FailingCall::kind, TreeMap::new, Collectors.toList()));
        List<List<FailingCall>> places = List.copyOf(kinds.values());
        for (int i = 0; i < number; i++) {
            List<FailingCall> calls = places.get(random.nextInt(places.size()));
            perform(calls.get(random.nextInt(calls.size())));
        }
    }

    /** Return what must not be; nothing if all is well. */
    List<String> harm() {
        return List.copyOf(harm);
    }

    private void perform(FailingCall failing) {
        CallRun.Result result = run.perform(failing, folder);
        System.out.println(failing + " (" + result.failed() + " calls failed): " + result.end() + " "
                + result.text().lines().findFirst().orElse(""));
        result.harm().forEach(what -> {
            System.out.println("  HARM: " + what);
            harm.add(failing + ": " + what);
        });
        if (result.failed() > 0) {
            ends.computeIfAbsent(failing.kind(), kind -> new EnumMap<>(End.class)).merge(result.end(), 1, Integer::sum);
        }
    }

    private void report() {
        System.out.println("| Call | Passed | Error | Death |\n| --- | --- | --- | --- |");
        ends.forEach((kind, counts) -> System.out.println("| " + kind + " | " + counts.getOrDefault(End.SUCCESS, 0)
                + " | " + counts.getOrDefault(End.ERROR, 0) + " | " + counts.getOrDefault(End.DEATH, 0) + " |"));
        if (!harm.isEmpty()) {
            throw new IllegalStateException(harm.size() + " times more was lost than the scenario whose call failed");
        }
        System.out.println("each failing call cost at most its own scenario, and left nothing");
    }
}
