package org.chiptest.engine.internal.settings;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.args.DumpSelection;
import org.chiptest.runtime.internal.settings.NearestName;
import org.chiptest.runtime.platform.Capabilities.Capture;

/**
 * What runs are to record.
 *
 * @param levels   what is recorded, and how much of it: the number that its flag gets
 * @param everyRun whether all runs of a scenario are recorded, or only the first one
 * @param dump     which tensors are dumped, if any are
 * @param format   shapes of the files
 */
public record CaptureChoice(Map<Capture, Integer> levels, boolean everyRun, DumpChoice dump, int format) {

    /** Record nothing. */
    public static final CaptureChoice NONE = new CaptureChoice(Map.of(), false, DumpChoice.ALL,
            Diagnostics.FORMER);

    private static final String EVERY = "every";
    private static final Map<String, Capture> NAMES = Map.of("swimlane", Capture.SWIMLANE, "deps", Capture.DEPENDENCIES,
            "dump", Capture.TENSOR_DUMP, "pmu", Capture.PMU, "scopes", Capture.SCOPES);
    private static final List<String> KNOWN = List.of("swimlane", "deps", "dump", "pmu", "scopes", EVERY);
    private static final List<Integer> PMU_TYPES = List.of(1, 2, 4, 5, 6, 7, 8);
    private static final int STANDARD_PMU = 2;

    public CaptureChoice {
        levels = Map.copyOf(levels);
    }

    /**
     * Parse names separated by commas; {@code pmu} may have a type of events behind a {@code =}, and {@code dump} a selection.
     *
     * @throws IllegalArgumentException that says what there is
     */
    public static CaptureChoice parse(String text) {
        Map<Capture, Integer> levels = new EnumMap<>(Capture.class);
        boolean every = false;
        DumpChoice dump = DumpChoice.ALL;
        for (String entry : Arrays.stream(text.split(",", -1)).map(String::strip).toList()) {
            String[] pair = entry.split("=", 2);
            Capture capture = NAMES.get(pair[0]);
            if (entry.equals(EVERY)) {
                every = true;
            } else if (capture == null) {
                throw new IllegalArgumentException(
                        "unknown capture '" + entry + "'" + NearestName.hint(pair[0], KNOWN));
            } else if (capture == Capture.TENSOR_DUMP && pair.length > 1) {
                levels.put(capture, 1);
                dump = DumpChoice.parse(pair[1]);
            } else {
                levels.put(capture, pair.length == 1 ? standard(capture) : level(capture, pair[0], pair[1]));
            }
        }
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("'" + EVERY + "' says of which runs, not what; name a capture too");
        }
        return new CaptureChoice(levels, every, dump, Diagnostics.FORMER);
    }

    /**
     * Return what a case asks for, by names separated by commas; nothing without any.
     *
     * @throws IllegalArgumentException that says what there is
     */
    public static CaptureChoice ofCase(String names) {
        return names.isBlank() ? NONE : parse(names);
    }

    private static int standard(Capture capture) {
        return capture == Capture.PMU ? STANDARD_PMU : 1;
    }

    private static int level(Capture capture, String name, String value) {
        if (capture != Capture.PMU) {
            throw new IllegalArgumentException("'" + name + "' takes no value, found '" + value + "'");
        }
        return PMU_TYPES.stream().filter(type -> type.toString().equals(value)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + value + "' is no type of PMU events; there are " + PMU_TYPES));
    }

    /** Tell whether anything is recorded. */
    public boolean on() {
        return !levels.isEmpty();
    }

    /** Return the same, and of every run what comparing tasks needs. */
    public CaptureChoice withTasks() {
        Map<Capture, Integer> more = new EnumMap<>(Capture.class);
        more.putAll(levels);
        more.putIfAbsent(Capture.DEPENDENCIES, 1);
        more.putIfAbsent(Capture.TENSOR_DUMP, 1);
        return new CaptureChoice(more, true, DumpChoice.ALL, Diagnostics.FORMER);
    }

    /** Return the settings that choose the same. */
    public List<String> words() {
        if (!on()) {
            return List.of();
        }
        String chosen = Stream.concat(
                KNOWN.stream().filter(NAMES::containsKey).filter(name -> levels.containsKey(NAMES.get(name)))
                        .map(this::word),
                everyRun ? Stream.of(EVERY) : Stream.empty()).collect(Collectors.joining(","));
        return format == Diagnostics.FORMER
                ? List.of("-Dcapture=" + chosen)
                : List.of("-Dcapture=" + chosen, "-Dchiptest.capture-format=" + format);
    }

    private String word(String name) {
        Capture capture = Objects.requireNonNull(NAMES.get(name));
        return switch (capture) {
            case TENSOR_DUMP -> dump.equals(DumpChoice.ALL) ? name : name + "=" + dump;
            case PMU -> level(capture) == STANDARD_PMU ? name : name + "=" + level(capture);
            default -> name;
        };
    }

    private int level(Capture capture) {
        return levels.getOrDefault(capture, 0);
    }

    /** Return what is recorded. */
    public Set<Capture> captures() {
        return levels.keySet();
    }

    /** Return what both choices record; where both say how much of it, this one. */
    public CaptureChoice and(CaptureChoice other) {
        Map<Capture, Integer> both = new EnumMap<>(Capture.class);
        both.putAll(other.levels);
        both.putAll(levels);
        return new CaptureChoice(both, everyRun || other.everyRun,
                levels.containsKey(Capture.TENSOR_DUMP) ? dump : other.dump, format);
    }

    /** Return the same with files of other shapes. */
    CaptureChoice withFormat(int other) {
        return new CaptureChoice(levels, everyRun, dump, other);
    }

    /**
     * Return the flags of a run. How full the rings are is known from every recorded run.
     *
     * @param folder  where its files go
     * @param kernels names of its callable's kernels by func id
     * @throws IllegalArgumentException if tensors of kernels are to be dumped which the callable has not
     */
    public Diagnostics diagnostics(Path folder, Map<Integer, String> kernels) {
        int swimlane = levels.getOrDefault(Capture.SWIMLANE, level(Capture.SCOPES));
        boolean dumps = levels.containsKey(Capture.TENSOR_DUMP);
        // what dumps everything is level 2 in the newer shapes
        return new Diagnostics(swimlane, dumps ? format : 0, level(Capture.PMU),
                level(Capture.DEPENDENCIES), folder.toString(),
                format, dumps ? dump.forKernels(kernels) : DumpSelection.ALL);
    }
}
