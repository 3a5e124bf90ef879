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

import org.chiptest.runtime.args.Diagnostics;

/**
 * Write {@code tensor_dump/tensor_dump.json}, or what the newer shapes call {@code args_dump/args_dump.json}: what lies where in the payloads. It is made of an index that grows while the run goes on,
 * so that a run which ends badly leaves it too.
 *
 * @param prefix    folder of the run's files
 * @param name      of its own folder and of the file in it
 * @param bytes     name of the payloads in that folder
 * @param newer     whether it has the newer shapes
 * @param selection which tensors were asked for, empty if all
 */
record TensorDumpFile(Path prefix, String name, String bytes, boolean newer, String selection) {

    private static final String INDEX = "index";
    private static final Pattern CUT = Pattern.compile("\"truncated_tensors\":(\\d+)");
    private static final Pattern TOTAL = Pattern.compile("\"total_tensors\":(\\d+)");
    private static final char KEY_END = '\t';

    /** Name the file of a run. */
    static TensorDumpFile of(Diagnostics asked) {
        Path prefix = Path.of(asked.outputPrefix());
        String selection = asked.dump().toString();
        return asked.format() == Diagnostics.NEWER
                ? new TensorDumpFile(prefix, "args_dump", "args.bin", true, selection)
                : new TensorDumpFile(prefix, "tensor_dump", "tensor_dump.bin", false, selection);
    }

    /** Return the name of the file, below the folder of the run's files. */
    String manifest() {
        return name + "/" + name + ".json";
    }

    Path folder() {
        return prefix.resolve(name);
    }

    Path payloads() {
        return folder().resolve(bytes);
    }

    Path index() {
        return folder().resolve(name + "." + INDEX);
    }

    /**
     * One tensor at one moment.
     *
     * @param funcIds  kernels of the task by their slots, -1 where there is none
     * @param before   whether it was written before the task was dispatched, or after it had completed
     * @param at       where its bytes begin in the payloads
     * @param bytes    how many of them there are
     * @param cut      whether that is less than the tensor has
     * @param checksum CRC-32 of its bytes
     * @param value    the bits of a scalar
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Entry(long task, int[] funcIds, String role, boolean before, int argument, String type, boolean contiguous,
            long[] shape, long[] raw, long[] offset, long at, long bytes, boolean cut, long checksum, long value) {

        /** Return the entry as a line of the index: what it is sorted by, and its JSON. */
        String line(boolean newer) {
            int slot = funcIds[0] >= 0 ? 0 : funcIds[1] >= 0 ? 1 : 2;
            StringBuilder text = new StringBuilder();
            Json json = new Json(text).open('{').field("task_id", String.format("0x%016x", task))
                    .field("subtask_id", slot);
            if (newer) {
                json.numbers("func_id", Arrays.stream(funcIds).filter(each -> each >= 0).boxed().toList());
            } else {
                json.field("func_id", funcIds[slot]);
            }
            json.field("role", role).field("stage", before ? "before_dispatch" : "after_completion")
                    .field("arg_index", argument).field("dtype", type).field("is_contiguous", contiguous)
                    .numbers("shape", Arrays.stream(shape).boxed().toList())
                    .numbers("raw_shape", Arrays.stream(raw).boxed().toList())
                    .numbers("offsets", Arrays.stream(offset).boxed().toList())
                    .field("numel", Arrays.stream(shape).reduce(1, (a, b) -> a * b)).field("bin_offset", at)
                    .field("bin_size", bytes).field("truncated", cut).field("overwritten", false)
                    .field("crc32", String.format("%08x", checksum));
            if (role.equals("scalar")) {
                json.field("value", String.format("0x%016x", value));
            }
            json.close('}');
            return String.format("%016x%d%05d%d%03d%s%c%s%n", task, slot, funcIds[slot], before ? 0 : 1, argument,
                    role, KEY_END, text);
        }
    }

    /** Make the file of the index, which is deleted; nothing without one. */
    void finish() {
        Path index = index();
        if (!Files.isRegularFile(index)) {
            return;
        }
        Path file = prefix.resolve(manifest());
        try {
            // a last line without its end was being written when the process died
            List<String> entries = Files.readAllLines(index).stream()
                    .filter(line -> line.indexOf(KEY_END) > 0 && line.endsWith("}")).sorted()
                    .map(line -> line.substring(line.indexOf(KEY_END) + 1)).toList();
            StringBuilder text = new StringBuilder();
            header(new Json(text), entries);
            text.setLength(text.length() - 1);
            text.append(",\n\"tensors\":[\n").append(String.join(",\n", entries)).append("\n]}\n");
            Files.writeString(file, text);
            Files.delete(index);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Return how many tensors of a dump are cut, if the dump can be read. */
    Optional<Long> cut() {
        return number(CUT);
    }

    /** Return how many entries a dump has, if it can be read. */
    Optional<Long> total() {
        return number(TOTAL);
    }

    private Optional<Long> number(Pattern pattern) {
        try (Stream<String> lines = Files.lines(prefix.resolve(manifest()))) {
            return lines.limit(1).map(pattern::matcher).filter(Matcher::find).map(found -> Long.valueOf(found.group(1)))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void header(Json json, List<String> entries) {
        json.open('{').field("run_dir", name).key("bin_format").open('{').field("type", "logical_contiguous")
                .field("byte_order", "little_endian").close('}').field("total_tensors", entries.size())
                .field("before_dispatch", count(entries, "\"stage\":\"before_dispatch\""))
                .field("after_completion", count(entries, "\"stage\":\"after_completion\""))
                .field("input_tensors", count(entries, "\"role\":\"input\""))
                .field("output_tensors", count(entries, "\"role\":\"output\""))
                .field("inout_tensors", count(entries, "\"role\":\"inout\""))
                .field("truncated_tensors", count(entries, "\"truncated\":true")).field("dropped_records", 0)
                .field("dropped_overwrite", 0).field("bin_file", bytes);
        if (!selection.isEmpty()) {
            json.field("selection", selection);
        }
        json.close('}');
    }

    private static long count(List<String> entries, String what) {
        return entries.stream().filter(entry -> entry.contains(what)).count();
    }
}
