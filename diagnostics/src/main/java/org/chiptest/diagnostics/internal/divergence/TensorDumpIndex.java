package org.chiptest.diagnostics.internal.divergence;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.internal.json.JsonReader;

/**
 * What a dump has of each task. Only this is held in memory, a few dozen bytes for each tensor; the tensors' own bytes stay on disk.
 */
final class TensorDumpIndex {

    private static final List<Names> NAMES = List.of(
            new Names("tensor_dump", "tensor_dump.json", "tensor_dump.bin"),
            new Names("args_dump", "args_dump.json", "args.bin"));

    /**
     * The files of a dump, in the one shape or in the newer one.
     *
     * @param folder   where they are, in the run's folder
     * @param manifest what lies where
     * @param payloads the bytes
     */
    private record Names(String folder, String manifest, String payloads) {

        boolean areIn(Path directory) {
            return Files.isRegularFile(directory.resolve(folder).resolve(manifest))
                    && Files.isRegularFile(directory.resolve(folder).resolve(payloads));
        }
    }

    private final Map<Long, List<DumpedTensor>> tasks = new HashMap<>();
    private final Map<List<Long>, List<Long>> shapes = new HashMap<>();

    private TensorDumpIndex() {}

    /** Tell whether a run has left a dump in its folder. */
    static boolean isIn(Path directory) {
        return NAMES.stream().anyMatch(each -> each.areIn(directory));
    }

    /** Return the file of the payloads in a run's folder. */
    static Path payloads(Path directory) throws IOException {
        Names names = names(directory);
        return directory.resolve(names.folder()).resolve(names.payloads());
    }

    private static Names names(Path directory) throws IOException {
        return NAMES.stream().filter(each -> each.areIn(directory)).findFirst()
                .orElseThrow(() -> new NoSuchFileException(directory.toString(), null, "has no tensor dump"));
    }

    /**
     * Read the manifest in a run's folder.
     *
     * @throws IOException if it is not what it should be
     */
    static TensorDumpIndex read(Path directory) throws IOException {
        TensorDumpIndex index = new TensorDumpIndex();
        Names names = names(directory);
        try (BufferedReader text = Files
                .newBufferedReader(directory.resolve(names.folder()).resolve(names.manifest()))) {
            JsonReader json = new JsonReader(text);
            json.enter('{');
            while (json.hasNext('}')) {
                index.readMember(json);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(names.manifest() + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        index.tasks.replaceAll((_, tensors) -> List.copyOf(tensors));
        index.shapes.clear();
        return index;
    }

    /** Return the tensor of a task's argument at a moment. */
    Optional<DumpedTensor> find(long task, int argument, boolean before) {
        return tasks.getOrDefault(task, List.of()).stream()
                .filter(each -> each.argument() == argument && each.before() == before).findFirst();
    }

    private void readMember(JsonReader json) throws IOException {
        if (!json.name().equals("tensors")) {
            json.value();
            return;
        }
        json.enter('[');
        while (json.hasNext(']')) {
            if (!(json.value() instanceof Map<?, ?> tensor)) {
                throw new IOException("a tensor is no object");
            }
            add(tensor);
        }
    }

    private void add(Map<?, ?> tensor) throws IOException {
        if ("scalar".equals(tensor.get("role"))) {
            return;
        }
        long task = Long.parseUnsignedLong(text(tensor, "task_id").replaceFirst("^0x", ""), 16);
        DataType type = type(text(tensor, "dtype"));
        List<Long> shape = shape(tensor);
        long bytes = number(tensor, "bin_size");
        // a dump may have the description of a tensor and none of its bytes
        boolean whole = bytes == shape.stream().reduce((long) type.size(), (one, other) -> one * other);
        boolean cut = !whole || Boolean.TRUE.equals(tensor.get("truncated"))
                || Boolean.TRUE.equals(tensor.get("overwritten"));
        tasks.computeIfAbsent(task, _ -> new ArrayList<>(4)).add(new DumpedTensor((int) number(tensor, "arg_index"),
                text(tensor, "stage").equals("before_dispatch"), type, shape, number(tensor, "bin_offset"), bytes, cut,
                checksum(tensor)));
    }

    private static long checksum(Map<?, ?> tensor) {
        return tensor.get("crc32") instanceof String digits ? Long.parseLong(digits, 16) : DumpedTensor.UNKNOWN;
    }

    /** There are few different shapes; each is held once. */
    private List<Long> shape(Map<?, ?> tensor) throws IOException {
        if (!(tensor.get("shape") instanceof List<?> sizes)) {
            throw new IOException("a tensor has no \"shape\"");
        }
        List<Long> shape = sizes.stream().map(each -> ((Number) each).longValue()).toList();
        return shapes.computeIfAbsent(shape, same -> same);
    }

    private static DataType type(String name) throws IOException {
        try {
            return DataType.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new IOException("a tensor has the unknown \"dtype\" " + name, e);
        }
    }

    private static String text(Map<?, ?> tensor, String name) throws IOException {
        if (tensor.get(name) instanceof String text) {
            return text;
        }
        throw new IOException("a tensor has no \"" + name + "\"");
    }

    private static long number(Map<?, ?> tensor, String name) throws IOException {
        if (tensor.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IOException("a tensor has no \"" + name + "\"");
    }
}
