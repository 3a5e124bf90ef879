package org.chiptest.runtime.internal.trb;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.graph.Scheduler;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.Test;

/** The layouts that Java knows are those of the headers, as the compiler sees them, and the numbers of the contract. */
class DescriptorTests {

    private static final int NUMBERS = 80;

    private final long[] numbers = numbers();
    private int next;

    @Test
    void theLayoutsAreThoseOfTheHeaders() {
        tensor();
        createInfo();
        assertNext(MixedKernelsDescriptor.SIZE, MixedKernelsDescriptor.AIC, MixedKernelsDescriptor.AIV0,
                MixedKernelsDescriptor.AIV1, MixedKernelsDescriptor.ABSENT);
        arguments();
        assertNext(TaskOutputTensorsDescriptor.SIZE, TaskId.of(2, 3), 1, 1);
        payload();
        ingress();
        assertThat(next).isEqualTo(74);
    }

    @Test
    void theLayoutsHaveTheNumbersOfTheSpecification() {
        assertThat(new long[]{TensorDescriptor.SIZE, TensorDescriptor.ADDRESS, TensorDescriptor.BYTES,
            TensorDescriptor.OWNER, TensorDescriptor.START_OFFSET, TensorDescriptor.VERSION, TensorDescriptor.DIMS,
            TensorDescriptor.DTYPE, TensorDescriptor.ALL_OFFSETS_ZERO, TensorDescriptor.RAW_EQUALS_SHAPES,
            TensorDescriptor.MANUAL_DEP, TensorDescriptor.SHAPES, TensorDescriptor.RAW_SHAPES,
            TensorDescriptor.OFFSETS}).containsExactly(128, 0, 8, 16, 24, 32, 36, 40, 41, 42, 43, 44, 64, 84);
        assertThat(new long[]{ArgDescriptor.SIZE, ArgDescriptor.TAGS, ArgDescriptor.TENSORS, ArgDescriptor.SCALARS,
            ArgDescriptor.TENSOR_COUNT, ArgDescriptor.SCALAR_COUNT, ArgDescriptor.HAS_ERROR,
            ArgDescriptor.ERROR_MESSAGE, ArgDescriptor.BLOCK_NUM, ArgDescriptor.REQUIRE_SYNC_START,
            ArgDescriptor.DEPENDENCIES, ArgDescriptor.DEPENDENCY_COUNT}).containsExactly(496, 0, 64, 192, 448, 452,
                    456, 464, 472, 474, 480, 488);
        assertThat(new long[]{TaskOutputTensorsDescriptor.SIZE, TaskOutputTensorsDescriptor.TASK_ID,
            TaskOutputTensorsDescriptor.COUNT, TaskOutputTensorsDescriptor.TENSORS}).containsExactly(144, 0, 8, 16);
        assertThat(new long[]{CompletionIngressDescriptor.SIZE, CompletionIngressDescriptor.ENTRIES,
            CompletionIngressDescriptor.ENTRY_SIZE, CompletionIngressDescriptor.CAPACITY}).containsExactly(1600, 8,
                    24, 64);
    }

    @Test
    void aTaskIdIsTheRingAboveTheNumber() {
        assertThat(TaskId.of(3, 5)).isEqualTo(0x3_0000_0005L);
        assertThat(TaskId.ring(0x3_0000_0005L)).isEqualTo(3);
        assertThat(TaskId.local(0x3_0000_0005L)).isEqualTo(5);
        assertThat(TaskId.of(1, Integer.MAX_VALUE)).isEqualTo(0x1_7fff_ffffL);
        assertThat(TaskId.INVALID).isEqualTo(0xffff_ffff_ffff_ffffL);
        assertThat(TaskId.text(0x3_0000_0005L)).isEqualTo("task 5 of ring 3");
        assertThat(TaskId.text(TaskId.INVALID)).isEqualTo("no task");
    }

    private void tensor() {
        assertNext(TensorDescriptor.SIZE, TensorDescriptor.ALIGNMENT, TensorDescriptor.ADDRESS, TensorDescriptor.BYTES,
                TensorDescriptor.OWNER, TensorDescriptor.START_OFFSET, TensorDescriptor.VERSION, TensorDescriptor.DIMS,
                TensorDescriptor.DTYPE, TensorDescriptor.ALL_OFFSETS_ZERO, TensorDescriptor.RAW_EQUALS_SHAPES,
                TensorDescriptor.MANUAL_DEP, TensorDescriptor.SHAPES, TensorDescriptor.RAW_SHAPES,
                TensorDescriptor.OFFSETS);
    }

    private void createInfo() {
        assertNext(TensorCreateInfoDescriptor.SIZE, TensorCreateInfoDescriptor.ALIGNMENT,
                TensorCreateInfoDescriptor.INITIAL_VALUE, TensorCreateInfoDescriptor.HAS_INITIAL_VALUE,
                TensorCreateInfoDescriptor.VERSION, TensorCreateInfoDescriptor.DIMS, TensorCreateInfoDescriptor.DTYPE,
                TensorCreateInfoDescriptor.MANUAL_DEP, TensorCreateInfoDescriptor.RAW_SHAPES);
    }

    private void arguments() {
        int oneTensor = 1;
        int oneScalar = 1;
        assertNext(ArgDescriptor.SIZE, ArgDescriptor.TAGS, ArgDescriptor.TENSORS, ArgDescriptor.SCALARS, oneTensor,
                oneScalar, ArgDescriptor.HAS_ERROR, ArgDescriptor.ERROR_MESSAGE, ArgDescriptor.BLOCK_NUM, 0x4321, 1, 1,
                1);
    }

    /** What the shim lays out for a kernel is read by the places that the headers have. */
    private void payload() {
        assertNext(TrbPolicy.INGRESS, 64);
        next++;
        int args = place();
        int local = place();
        int subBlockId = place();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment scratch = arena.allocate(Scheduler.SCRATCH_BYTES, 64).fill((byte) -1);
            MemorySegment task = arena.allocate(TensorDescriptor.SIZE + 2 * Long.BYTES, 64);
            task.set(JAVA_LONG, TensorDescriptor.SIZE, 11);
            task.set(JAVA_LONG, TensorDescriptor.SIZE + Long.BYTES, 12);
            long kernelArguments = CompiledCode.shim().layOutArguments(scratch.address(), task.address(), 1, 2, 3, 5, 1,
                    TaskId.of(2, 9));

            assertThat(kernelArguments - scratch.address()).isEqualTo(args);
            assertThat(words(scratch, args, 3)).containsExactly(task.address(), 11, 12);
            assertThat(words(scratch, args + place() * Long.BYTES, 1)).containsExactly(scratch.address() + local);
            assertThat(words(scratch, args + place() * Long.BYTES, 1)).containsExactly(scratch.address() + subBlockId);
            next++;
            assertThat(scratch.get(JAVA_INT, place())).as("block").isEqualTo(3);
            assertThat(scratch.get(JAVA_INT, place())).as("blocks").isEqualTo(5);
            assertThat(scratch.get(JAVA_INT, subBlockId)).as("sub block").isEqualTo(1);
            long ingress = scratch.address() + TrbPolicy.INGRESS;
            assertThat(words(scratch, place(), 1)).containsExactly(ingress + CompletionIngressDescriptor.COUNT);
            assertThat(words(scratch, place(), 1)).containsExactly(ingress + CompletionIngressDescriptor.ERROR);
            assertThat(words(scratch, place(), 1)).containsExactly(ingress + CompletionIngressDescriptor.ENTRIES);
            assertThat(scratch.get(JAVA_INT, place())).isEqualTo(CompletionIngressDescriptor.CAPACITY);
            assertThat(words(scratch, place(), 1)).containsExactly(TaskId.of(2, 9));
            assertThat(words(scratch, Math.toIntExact(TrbPolicy.INGRESS), 1)).as("conditions and error")
                    .containsExactly(0);
        }
    }

    private static long[] words(MemorySegment memory, int offset, int count) {
        return memory.asSlice(offset, count * Long.BYTES).toArray(JAVA_LONG);
    }

    private int place() {
        return Math.toIntExact(numbers[next++]);
    }

    private void ingress() {
        assertNext(CompletionIngressDescriptor.SIZE, CompletionIngressDescriptor.COUNT,
                CompletionIngressDescriptor.ERROR, CompletionIngressDescriptor.ENTRIES,
                CompletionIngressDescriptor.CAPACITY, CompletionIngressDescriptor.ENTRY_SIZE,
                CompletionIngressDescriptor.ENTRY_ADDRESS, CompletionIngressDescriptor.ENTRY_EXPECTED,
                CompletionIngressDescriptor.ENTRY_ENGINE, CompletionIngressDescriptor.ENTRY_TYPE,
                CompletionIngressDescriptor.TYPE_COUNTER, CompletionIngressDescriptor.TYPE_SDMA_EVENT_RECORD);
    }

    private void assertNext(long... expected) {
        for (long value : expected) {
            assertThat(numbers[next]).as("number %d of layouts.cpp", next).isEqualTo(value);
            next++;
        }
    }

    private static long[] numbers() {
        try (TestDevice device = new TestDevice();
                HostTensor tensor = HostTensor.allocate(device.memory(), DataType.INT64, NUMBERS)) {
            device.run(CompiledCode.orchestration("layouts.cpp", "layouts_entry"), ProgramKernels.table(),
                    new TaskArgs().tensor(tensor));
            long[] numbers = new long[NUMBERS];
            for (int i = 0; i < NUMBERS; i++) {
                numbers[i] = tensor.getLong(i);
            }
            return numbers;
        }
    }
}
