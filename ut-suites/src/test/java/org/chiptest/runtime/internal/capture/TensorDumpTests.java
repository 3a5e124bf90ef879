package org.chiptest.runtime.internal.capture;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.args.DumpSelection;
import org.chiptest.runtime.internal.graph.ArgumentDescription;
import org.chiptest.runtime.internal.graph.ArgumentDescription.Use;
import org.chiptest.runtime.internal.graph.SubmittedTask;
import org.chiptest.runtime.internal.graph.Task;
import org.chiptest.runtime.internal.graph.TaskShape;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a dump of tensors has of them, and when. */
@SuppressWarnings("NullAway") // a field that is missing fails the test
class TensorDumpTests {

    private static final int ROWS = 4;
    private static final int COLUMNS = 6;

    private final MemorySegment buffer = Arena.ofAuto().allocate(JAVA_INT, ROWS * COLUMNS);
    private final Task task = new Task();
    private final BitSet marks = new BitSet();
    private Diagnostics asked = Diagnostics.NONE;

    @TempDir
    Path folder;

    TensorDumpTests() {
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            buffer.setAtIndex(JAVA_INT, i, i);
        }
        task.begin(7, TaskShape.AIV, 1, false, 0);
        task.kernel(1, 3, 4096);
    }

    @BeforeEach
    void askForADump() {
        asked = new Diagnostics(0, 1, 0, 0, folder.toString());
    }

    @Test
    void aTensorThatIsChangedIsDumpedBeforeAndAfter() throws IOException {
        List<Map<String, Object>> tensors = dump(1 << 20, whole(Use.READS_AND_WRITES, buffer.address()));

        assertThat(tensors).extracting(each -> each.get("stage")).containsExactly("before_dispatch",
                "after_completion");
        assertThat(tensors.getFirst()).containsEntry("task_id", "0x0000000000000007").containsEntry("func_id", 3L)
                .containsEntry("subtask_id", 1L).containsEntry("role", "inout").containsEntry("dtype", "INT32")
                .containsEntry("is_contiguous", true).containsEntry("numel", 24L).containsEntry("bin_size", 96L)
                .containsEntry("truncated", false);
        assertThat(values(tensors.get(0))).startsWith(0, 1, 2);
        assertThat(values(tensors.get(1))).startsWith(-1, 1, 2);
    }

    @Test
    void whatIsReadIsDumpedBeforeAndWhatIsWrittenAfter() throws IOException {
        List<Map<String, Object>> tensors = dump(1 << 20, whole(Use.READS, buffer.address()),
                whole(Use.CREATES, buffer.address()), whole(Use.WRITES_EXISTING, buffer.address()),
                whole(Use.UNORDERED, buffer.address()));

        assertThat(tensors).extracting(each -> each.get("role") + " " + each.get("stage") + " " + each.get("arg_index"))
                .containsExactly("input before_dispatch 0", "input before_dispatch 3", "output after_completion 1",
                        "output after_completion 2");
    }

    @Test
    void ofAViewItsOwnElementsAreDumpedAndNoOthers() throws IOException {
        Describe view = into -> {
            whole(Use.READS, buffer.address()).fill(into);
            into.shape[0] = 2;
            into.shape[1] = 3;
            into.offset[0] = 1;
            into.offset[1] = 2;
        };

        List<Map<String, Object>> tensors = dump(1 << 20, view);

        assertThat(tensors).singleElement().satisfies(each -> {
            assertThat(each).containsEntry("is_contiguous", false).containsEntry("shape", List.of(2L, 3L))
                    .containsEntry("raw_shape", List.of(4L, 6L)).containsEntry("offsets", List.of(1L, 2L));
            assertThat(values(each)).containsExactly(8, 9, 10, 14, 15, 16);
        });
    }

    @Test
    void whatFindsNoRoomIsCutAndSaysSo() throws IOException {
        List<Map<String, Object>> tensors = dump(100, whole(Use.READS, buffer.address()),
                whole(Use.READS, buffer.address()));

        assertThat(tensors).extracting(each -> each.get("truncated")).containsExactly(false, true);
        assertThat(TensorDumpFile.of(asked).cut()).hasValue(1L);
    }

    @Test
    void memoryThatIsNotThereIsCutAndNoCrash() throws IOException {
        MappedMemory gone = MappedMemory.anonymous(MappedMemory.PAGE);
        long address = gone.address();
        gone.close();

        List<Map<String, Object>> tensors = dump(1 << 20, whole(Use.READS, address),
                whole(Use.READS, buffer.address()));

        assertThat(tensors).extracting(each -> each.get("truncated")).containsExactly(true, false);
    }

    @Test
    void anIndexWhoseLastLineIsCutIsGoodUpToThere() throws IOException {
        try (TensorDumper dumper = dumper(1 << 20)) {
            dumper.submitted(task, content(whole(Use.READS, buffer.address())));
            dumper.ready(task, 0);
        }
        Path index = TensorDumpFile.of(asked).index();
        String line = Files.readString(index);
        Files.writeString(index, line + line.substring(0, line.length() / 2));

        assertThat(finished()).hasSize(1);
    }

    @Test
    void onlyTheMomentsThatAreSelectedAreDumped() throws IOException {
        select("after");

        assertThat(dump(1 << 20, whole(Use.READS_AND_WRITES, buffer.address()), whole(Use.READS, buffer.address())))
                .extracting(each -> each.get("stage")).containsExactly("after_completion");
    }

    @ParameterizedTest
    @CsvSource({"task:7, 1", "task:8, 0", "func:3, 1", "func:4, 0", "task:7+func:3, 1", "task:7+func:4, 0",
        "task:8+task:7, 1", "task:r1t7, 0"})
    void onlyTasksThatAreSelectedAreDumped(String selection, int expected) throws IOException {
        select(selection);

        assertThat(dump(1 << 20, whole(Use.READS, buffer.address()))).hasSize(expected);
        assertThat(TensorDumpFile.of(asked).total()).hasValue((long) expected);
    }

    @Test
    void onlyWhatIsMarkedIsDumped() throws IOException {
        select("marked");
        marks.set(1);

        assertThat(dump(1 << 20, whole(Use.READS, buffer.address()), whole(Use.READS, buffer.address())))
                .extracting(each -> each.get("arg_index")).containsExactly(1L);
    }

    @Test
    void theNewerShapeHasScalarsAndAllKernels() throws IOException {
        asked = asked.withFormat(Diagnostics.NEWER).withDumpTensor(2);

        List<Map<String, Object>> tensors = dump(1 << 20, whole(Use.READS, buffer.address()), into -> into.scalar(-2));

        assertThat(folder.resolve("args_dump/args.bin")).isRegularFile();
        assertThat(tensors).extracting(each -> each.get("func_id")).containsExactly(List.of(3L), List.of(3L));
        assertThat(tensors.getLast()).containsEntry("role", "scalar").containsEntry("value", "0xfffffffffffffffe")
                .containsEntry("bin_size", 0L).containsEntry("truncated", false);
    }

    @ParameterizedTest
    @CsvSource({"1, '1'", "2, '0,1'", "3, '0,1'"})
    void theNewerShapeHasLevels(int level, String arguments) throws IOException {
        asked = asked.withFormat(Diagnostics.NEWER).withDumpTensor(level);
        marks.set(1);

        List<Map<String, Object>> tensors = dump(1 << 20, whole(Use.READS, buffer.address()),
                whole(Use.READS, buffer.address()));

        assertThat(tensors).extracting(each -> String.valueOf(each.get("arg_index")))
                .containsExactly(arguments.split(","));
        assertThat(tensors.getLast()).containsEntry("bin_size", 96L);
        assertThat(tensors.getFirst()).containsEntry("bin_size", level == 3 ? 0L : 96L)
                .containsEntry("truncated", false);
    }

    private void select(String selection) {
        asked = asked.withDump(DumpSelection.parse(selection));
    }

    private interface Describe {
        void fill(ArgumentDescription into);
    }

    private static Describe whole(Use use, long address) {
        return into -> {
            into.use = use;
            into.word = address;
            into.dataType = DataType.INT32.code();
            into.dims = 2;
            into.shape[0] = ROWS;
            into.shape[1] = COLUMNS;
            into.rawShape[0] = ROWS;
            into.rawShape[1] = COLUMNS;
            into.offset[0] = 0;
            into.offset[1] = 0;
        };
    }

    private List<Map<String, Object>> dump(long limit, Describe... arguments) throws IOException {
        try (TensorDumper dumper = dumper(limit)) {
            dumper.submitted(task, content(arguments));
            dumper.ready(task, 0);
            buffer.setAtIndex(JAVA_INT, 0, -1);
            dumper.completed(task, 0);
        }
        return finished();
    }

    private TensorDumper dumper(long limit) {
        return new TensorDumper(asked, limit);
    }

    private List<Map<String, Object>> finished() throws IOException {
        TensorDumpFile dump = TensorDumpFile.of(asked);
        dump.finish();
        Map<String, Object> file = ParsedJson.object(Files.readString(folder.resolve(dump.manifest())));
        List<Map<String, Object>> tensors = ParsedJson.objects(file, "tensors");
        Set<String> keys = new TreeSet<>(file.keySet());
        assertThat(file.getOrDefault("selection", "")).isEqualTo(asked.dump().toString());
        keys.remove("selection");
        assertThat(keys).containsExactlyInAnyOrder("run_dir", "bin_format", "total_tensors", "before_dispatch",
                "after_completion", "input_tensors", "output_tensors", "inout_tensors", "truncated_tensors",
                "dropped_records", "dropped_overwrite", "bin_file", "tensors");
        assertThat(file).containsEntry("total_tensors", (long) tensors.size());
        assertThat(dump.folder()).isDirectoryNotContaining("glob:**.index");
        return tensors;
    }

    private int[] values(Map<String, Object> tensor) {
        try {
            byte[] all = Files.readAllBytes(TensorDumpFile.of(asked).payloads());
            int at = Math.toIntExact((Long) tensor.get("bin_offset"));
            byte[] bytes = Arrays.copyOfRange(all, at, at + Math.toIntExact((Long) tensor.get("bin_size")));
            CRC32 checksum = new CRC32();
            checksum.update(bytes);
            assertThat(tensor).containsEntry("crc32", String.format("%08x", checksum.getValue()));
            int[] values = new int[bytes.length / Integer.BYTES];
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
            return values;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private SubmittedTask content(Describe... arguments) {
        return new SubmittedTask() {

            @Override
            public boolean inManualScope() {
                return false;
            }

            @Override
            public int scopeDepth() {
                return 1;
            }

            @Override
            public int argumentCount() {
                return arguments.length;
            }

            @Override
            public void describe(int index, ArgumentDescription into) {
                arguments[index].fill(into);
            }

            @Override
            public boolean isMarked(int index) {
                return marks.get(index);
            }
        };
    }
}
