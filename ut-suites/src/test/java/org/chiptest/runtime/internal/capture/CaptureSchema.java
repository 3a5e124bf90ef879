package org.chiptest.runtime.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the files of a capture must look like so that the reference's viewers open them, field by field. */
@SuppressWarnings("NullAway") // a field that is missing fails the test
public final class CaptureSchema {

    private static final Set<String> ORCHESTRATOR_PHASES = Set.of("orch_sync", "orch_alloc", "orch_params",
            "orch_lookup", "orch_heap", "orch_insert", "orch_fanin", "orch_finalize", "orch_scope_end");
    private static final Set<String> SCHEDULER_PHASES = Set.of("complete", "dispatch", "scan", "idle");
    private static final int MAX_FANOUT = 128;

    private CaptureSchema() {}

    /** Check {@code l2_perf_records.json} and return it. */
    public static Map<String, Object> swimlane(Path folder) {
        Map<String, Object> file = ParsedJson.object(text(folder.resolve("l2_perf_records.json")));
        assertThat(file.get("version")).isEqualTo(2L);
        long previous = Long.MIN_VALUE;
        for (Map<String, Object> task : ParsedJson.objects(file, "tasks")) {
            previous = swimlaneTask(task, previous);
        }
        assertThat((List<?>) file.get("core_to_thread")).isNotEmpty().allMatch(Long.class::isInstance);
        for (Object thread : (List<?>) file.get("aicpu_scheduler_phases")) {
            phases(thread, SCHEDULER_PHASES, List.of("loop_iter", "tasks_processed"));
        }
        for (Object thread : (List<?>) file.get("aicpu_orchestrator_phases")) {
            phases(thread, ORCHESTRATOR_PHASES, List.of("submit_idx", "task_id"));
        }
        return file;
    }

    /** Return what the orchestrator did, each with the number of its task within the ring, -1 for none. */
    public static List<String> orchestratorPhases(Map<String, Object> swimlane) {
        return ((List<?>) swimlane.get("aicpu_orchestrator_phases")).stream().flatMap(thread -> ((List<?>) thread)
                .stream()).map(CaptureSchema::asObject)
                .map(phase -> phase.get("phase") + " " + (int) number(phase, "task_id")).toList();
    }

    private static long swimlaneTask(Map<String, Object> task, long previous) {
        whole(task, "func_id", "core_id", "ring_id", "fanout_count");
        decimals(task, "start_time_us", "end_time_us", "duration_us", "dispatch_time_us", "finish_time_us");
        long id = number(task, "task_id");
        assertThat(id).isGreaterThanOrEqualTo(previous);
        assertThat(number(task, "ring_id")).isEqualTo(id >> 32);
        assertThat(task.get("core_type")).isIn("aic", "aiv");
        long count = number(task, "fanout_count");
        assertThat((List<?>) task.get("fanout")).allMatch(Long.class::isInstance)
                .hasSize(count > MAX_FANOUT ? 0 : (int) count);
        return id;
    }

    private static void phases(Object thread, Set<String> names, List<String> numbers) {
        for (Object phase : (List<?>) thread) {
            Map<String, Object> fields = asObject(phase);
            decimals(fields, "start_time_us", "end_time_us");
            assertThat(fields.get("phase")).isIn(names);
            whole(fields, numbers.toArray(String[]::new));
        }
    }

    /** Check {@code deps.json} and return it. */
    public static Map<String, Object> dependencies(Path folder) {
        String text = text(folder.resolve("deps.json"));
        assertThat(text).doesNotContain("\n");
        Map<String, Object> file = ParsedJson.object(text);
        assertThat(file.get("version")).isEqualTo(2L);
        Set<String> tensors = new HashSet<>();
        for (Map<String, Object> tensor : ParsedJson.objects(file, "tensors")) {
            assertThat(tensor).containsOnlyKeys("tensor_id", "buffer_addr", "version", "dtype", "ndims", "raw_shapes");
            assertThat(tensors.add((String) tensor.get("tensor_id"))).isTrue();
            assertThat((List<?>) tensor.get("raw_shapes")).hasSize((int) number(tensor, "ndims"));
        }
        Set<String> tasks = new HashSet<>();
        for (Map<String, Object> task : ParsedJson.objects(file, "tasks")) {
            assertThat(tasks.add((String) task.get("task_id"))).isTrue();
            assertThat(task.get("scope")).isIn("auto", "manual");
            ParsedJson.objects(task, "args").forEach(argument -> argument(argument, tensors));
        }
        for (Map<String, Object> edge : ParsedJson.objects(file, "edges")) {
            edge(edge, tasks);
        }
        return file;
    }

    private static void argument(Map<String, Object> argument, Set<String> tensors) {
        whole(argument, "idx");
        String type = (String) argument.get("type");
        assertThat(type).isIn("INPUT", "OUTPUT", "INOUT", "UNKNOWN", "SCALAR");
        if (type.equals("OUTPUT") || type.equals("SCALAR")) {
            assertThat(argument).containsOnlyKeys("idx", "type");
        } else {
            assertThat(argument).containsOnlyKeys("idx", "type", "tensor_id", "dtype", "shape", "offset");
            assertThat((String) argument.get("tensor_id")).isIn(tensors);
            assertThat((List<?>) argument.get("shape")).hasSameSizeAs((List<?>) argument.get("offset"));
        }
    }

    private static void edge(Map<String, Object> edge, Set<String> tasks) {
        assertThat(edge.get("pred")).isInstanceOf(String.class);
        assertThat((String) edge.get("succ")).isIn(tasks);
        String source = (String) edge.get("source");
        assertThat(source).isIn("explicit", "creator", "tensormap");
        if (source.equals("explicit")) {
            assertThat(edge).containsOnlyKeys("pred", "succ", "arg", "source");
            assertThat(edge.get("arg")).isEqualTo(-1L);
        } else {
            assertThat(edge).containsKeys("tensor_id", "consumer_dtype", "consumer_shape", "consumer_offset");
            assertThat(number(edge, "arg")).isNotNegative();
        }
        if (source.equals("tensormap")) {
            assertThat(edge.get("overlap")).isIn("covered", "other");
            assertThat(edge).containsKeys("producer_shape", "producer_offset");
        }
    }

    /** Check {@code merged_swimlane.json}: its slices nest in their lanes, and its flows have both ends. */
    public static Map<String, Object> trace(Path folder) {
        Map<String, Object> file = ParsedJson.object(text(folder.resolve("merged_swimlane.json")));
        Map<List<Object>, Double> lanes = new HashMap<>();
        Map<Object, Integer> flows = new HashMap<>();
        ParsedJson.objects(file, "traceEvents").stream().filter(event -> event.get("ph").equals("X"))
                .sorted((a, b) -> Double.compare(micros(a, "ts"), micros(b, "ts"))).forEach(event -> {
                    assertThat(event).containsKeys("name", "cat", "pid", "tid", "ts", "dur", "args");
                    if (!event.get("cat").equals("orchestrator")) {
                        List<Object> lane = List.of(event.get("pid"), event.get("tid"));
                        double begin = micros(event, "ts");
                        assertThat(begin).as("%s", event).isGreaterThanOrEqualTo(lanes.getOrDefault(lane, 0.0) - 1e-6);
                        lanes.put(lane, begin + micros(event, "dur"));
                    }
                });
        for (Map<String, Object> event : ParsedJson.objects(file, "traceEvents")) {
            if (event.get("ph").equals("s") || event.get("ph").equals("f")) {
                flows.merge(event.get("id"), event.get("ph").equals("s") ? 1 : -1, Integer::sum);
                assertThat(event.get("name")).isIn("dependency", "dispatch", "fanin->dispatch", "params->dispatch");
            }
        }
        assertThat(flows.values()).allMatch(open -> open == 0);
        return file;
    }

    /** Check {@code pmu.csv} and return its rows, without the header. */
    public static List<String[]> pmu(Path folder, String counters) {
        List<String> lines = text(folder.resolve("pmu.csv")).lines().toList();
        String header = "thread_id,core_id,task_id,func_id,core_type,pmu_total_cycles," + counters + ",event_type";
        assertThat(lines.getFirst()).isEqualTo(header);
        int columns = header.split(",", -1).length;
        List<String[]> rows = lines.subList(1, lines.size()).stream().map(line -> line.split(",", -1)).toList();
        assertThat(rows).allSatisfy(row -> {
            assertThat(row).hasSize(columns);
            assertThat(row[2]).matches("0x[0-9a-f]{16}");
            assertThat(row[4]).isIn("0", "1");
        });
        return rows;
    }

    /** Check {@code scope_stats.jsonl} and return its lines behind the first one. */
    public static List<Map<String, Object>> scopes(Path folder) {
        List<Map<String, Object>> lines = text(folder.resolve("scope_stats/scope_stats.jsonl")).lines()
                .map(ParsedJson::object).toList();
        assertThat(lines.getFirst()).containsOnlyKeys("version", "fatal", "dropped", "total", "task_window_max",
                "heap_max", "dep_pool_max", "tensormap_max").containsEntry("version", 6L)
                .containsEntry("total", lines.size() - 1L);
        List<Map<String, Object>> rest = lines.subList(1, lines.size());
        assertThat(rest).allSatisfy(line -> {
            String end = line.get("phase").equals("begin") ? "_start" : "_end";
            assertThat(line).containsOnlyKeys("site", "phase", "depth", "ring", "task_window" + end, "heap" + end,
                    "dep_pool" + end, "tensormap");
        });
        return rest;
    }

    /** Check {@code chip_swimlane_records.json} and return it. */
    public static Map<String, Object> chipSwimlane(Path folder) {
        Map<String, Object> file = ParsedJson.object(text(folder.resolve("chip_swimlane_records.json")));
        Map<String, Object> metadata = asObject(file.get("metadata"));
        assertThat(number(metadata, "clock_freq_hz")).isPositive();
        int cores = (int) number(metadata, "num_cores");
        assertThat((List<?>) metadata.get("core_types")).hasSize(cores).allMatch(Set.of("aic", "aiv")::contains);
        assertThat((List<?>) metadata.get("core_to_thread")).hasSize(cores).allMatch(Long.class::isInstance);
        Set<List<Object>> dispatched = new HashSet<>();
        for (Object row : (List<?>) file.get("aicpu_tasks")) {
            List<?> fields = (List<?>) row;
            assertThat(fields).hasSize(4).allMatch(Long.class::isInstance);
            assertThat(dispatched.add(List.of(fields.get(0), fields.get(1)))).isTrue();
        }
        for (Object row : (List<?>) file.get("aicore_tasks")) {
            List<?> fields = (List<?>) row;
            assertThat(fields).hasSize(5).allMatch(Long.class::isInstance);
            assertThat(dispatched.remove(List.of(fields.get(0), fields.get(2)))).as("joined by core and reg").isTrue();
        }
        return file;
    }

    /** Check {@code deps.json} of the newer shape and return it. */
    public static Map<String, Object> newerDependencies(Path folder) {
        Map<String, Object> file = ParsedJson.object(text(folder.resolve("deps.json")));
        assertThat(file).containsOnlyKeys("tasks", "tensors", "edges");
        for (Map<String, Object> task : ParsedJson.objects(file, "tasks")) {
            assertThat((List<?>) task.get("kernel_ids")).hasSize(3).allMatch(Long.class::isInstance);
            assertThat(number(task, "block_num")).isPositive();
            ParsedJson.objects(task, "args").forEach(argument -> newerRegion(argument, ""));
        }
        for (Map<String, Object> edge : ParsedJson.objects(file, "edges")) {
            assertThat(edge.get("flags")).isEqualTo(List.of("wait", "retain"));
            newerRegion(edge, "consumer_");
            newerRegion(edge, "producer_");
        }
        return file;
    }

    private static void newerRegion(Map<String, Object> fields, String prefix) {
        assertThat(fields).doesNotContainKey(prefix + "offset");
        if (fields.containsKey(prefix + "shape")) {
            assertThat((List<?>) fields.get(prefix + "strides")).hasSameSizeAs((List<?>) fields.get(prefix + "shape"));
            assertThat(number(fields, prefix + "start_offset")).isNotNegative();
        }
    }

    /** Check a dump's manifest against its payloads, of either shape, and return its entries. */
    public static List<Map<String, Object>> dump(Path folder, boolean newer) {
        Path place = folder.resolve(newer ? "args_dump" : "tensor_dump");
        Map<String, Object> file = ParsedJson
                .object(text(place.resolve(newer ? "args_dump.json" : "tensor_dump.json")));
        assertThat(asObject(file.get("bin_format"))).containsEntry("type", "logical_contiguous")
                .containsEntry("byte_order", "little_endian");
        List<Map<String, Object>> tensors = ParsedJson.objects(file, "tensors");
        assertThat(number(file, "total_tensors")).isEqualTo(tensors.size())
                .isEqualTo(number(file, "before_dispatch") + number(file, "after_completion"));
        long payloads = place.resolve((String) file.get("bin_file")).toFile().length();
        tensors.forEach(tensor -> dumped(tensor, newer, payloads));
        return tensors;
    }

    private static void dumped(Map<String, Object> tensor, boolean newer, long payloads) {
        assertThat((String) tensor.get("task_id")).matches("0x[0-9a-f]{16}");
        whole(tensor, "subtask_id", "arg_index", "numel", "bin_offset", "bin_size");
        assertThat(tensor.get("func_id")).isInstanceOf(newer ? List.class : Long.class);
        assertThat(tensor.get("role")).isIn("input", "output", "inout", "scalar");
        assertThat(tensor.get("stage")).isIn("before_dispatch", "after_completion");
        assertThat(number(tensor, "bin_offset") + number(tensor, "bin_size")).isLessThanOrEqualTo(payloads);
        assertThat((List<?>) tensor.get("raw_shape")).hasSameSizeAs((List<?>) tensor.get("shape"))
                .hasSameSizeAs((List<?>) tensor.get("offsets"));
        assertThat(tensor.get("truncated")).isInstanceOf(Boolean.class);
    }

    @SuppressWarnings("unchecked") // all keys are strings, by the grammar
    private static Map<String, Object> asObject(Object value) {
        return (Map<String, Object>) value;
    }

    private static double micros(Map<String, Object> event, String name) {
        return ((Number) event.get(name)).doubleValue();
    }

    private static long number(Map<String, Object> object, String name) {
        assertThat(object.get(name)).as(name).isInstanceOf(Long.class);
        return (Long) object.get(name);
    }

    private static void whole(Map<String, Object> object, String... names) {
        for (String name : names) {
            number(object, name);
        }
    }

    private static void decimals(Map<String, Object> object, String... names) {
        for (String name : names) {
            assertThat(object.get(name)).as(name).isInstanceOf(Double.class);
        }
    }

    private static String text(Path file) {
        assertThat(file).isRegularFile();
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
