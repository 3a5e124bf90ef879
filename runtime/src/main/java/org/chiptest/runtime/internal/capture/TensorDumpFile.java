package org.chiptest.runtime.internal.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Write {@code tensor_dump/tensor_dump.json}: what lies where in the payloads. It is made of an index that grows while the run goes on,
 * so that a run which ends badly leaves it too.
 */
final class TensorDumpFile {

    static final String FOLDER = "tensor_dump";
    static final String NAME = FOLDER + "/tensor_dump.json";
    static final String PAYLOADS = "tensor_dump.bin";
    static final String INDEX = "tensor_dump.index";

    private static final Pattern CUT = Pattern.compile("\"truncated_tensors\":(\\d+)");

    private static final char KEY_END = '\t';

    /**
     * One tensor at one moment.
     *
     * @param slot     kernel slot of the task
     * @param before   whether it was written before the task was dispatched, or after it had completed
     * @param at       where its bytes begin in the payloads
     * @param bytes    how many of them there are
     * @param cut      whether that is less than the tensor has
     * @param checksum CRC-32 of its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Entry(long task, int slot, int funcId, String role, boolean before, int argument, String type,
            boolean contiguous, long[] shape, long[] raw, long[] offset, long at, long bytes, boolean cut,
            long checksum) {

        /** Return the entry as a line of the index: what it is sorted by, and its JSON. */
        String line() {
            StringBuilder json = new StringBuilder();
            new Json(json).open('{').field("task_id", String.format("0x%016x", task)).field("subtask_id", slot)
                    .field("func_id", funcId).field("role", role)
                    .field("stage", before ? "before_dispatch" : "after_completion").field("arg_index", argument)
                    .field("dtype", type).field("is_contiguous", contiguous)
                    .numbers("shape", Arrays.stream(shape).boxed().toList())
                    .numbers("raw_shape", Arrays.stream(raw).boxed().toList())
                    .numbers("offsets", Arrays.stream(offset).boxed().toList())
                    .field("numel", Arrays.stream(shape).reduce(1, (a, b) -> a * b)).field("bin_offset", at)
                    .field("bin_size", bytes).field("truncated", cut).field("overwritten", false)
                    .field("crc32", String.format("%08x", checksum)).close('}');
            return String.format("%016x%d%05d%d%03d%s%c%s%n", task, slot, funcId, before ? 0 : 1, argument, role,
                    KEY_END, json);
        }
    }

    private TensorDumpFile() {}

    /** Make the file of the index, which is deleted; nothing without one. */
    static void finish(Path folder) {
        Path index = folder.resolve(FOLDER).resolve(INDEX);
        if (!Files.isRegularFile(index)) {
            return;
        }
        try {
            // a last line without its end was being written when the process died
            List<String> entries = Files.readAllLines(index).stream()
                    .filter(line -> line.indexOf(KEY_END) > 0 && line.endsWith("}")).sorted()
                    .map(line -> line.substring(line.indexOf(KEY_END) + 1)).toList();
            StringBuilder text = new StringBuilder();
            header(new Json(text), entries);
            text.setLength(text.length() - 1);
            text.append(",\n\"tensors\":[\n").append(String.join(",\n", entries)).append("\n]}\n");
            Files.writeString(folder.resolve(NAME), text);
            Files.delete(index);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + folder.resolve(NAME), e);
        }
    }

    /** Return how many tensors of a dump are cut, if the dump can be read. */
    static Optional<Long> cut(Path folder) {
        try (Stream<String> lines = Files.lines(folder.resolve(NAME))) {
            return lines.limit(1).map(CUT::matcher).filter(Matcher::find).map(found -> Long.valueOf(found.group(1)))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void header(Json json, List<String> entries) {
        json.open('{').field("run_dir", FOLDER).key("bin_format").open('{').field("type", "logical_contiguous")
                .field("byte_order", "little_endian").close('}').field("total_tensors", entries.size())
                .field("before_dispatch", count(entries, "\"stage\":\"before_dispatch\""))
                .field("after_completion", count(entries, "\"stage\":\"after_completion\""))
                .field("input_tensors", count(entries, "\"role\":\"input\""))
                .field("output_tensors", count(entries, "\"role\":\"output\""))
                .field("inout_tensors", count(entries, "\"role\":\"inout\""))
                .field("truncated_tensors", count(entries, "\"truncated\":true")).field("dropped_records", 0)
                .field("dropped_overwrite", 0).field("bin_file", PAYLOADS).close('}');
    }

    private static long count(List<String> entries, String what) {
        return entries.stream().filter(entry -> entry.contains(what)).count();
    }
}
