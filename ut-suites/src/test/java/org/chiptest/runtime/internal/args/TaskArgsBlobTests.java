package org.chiptest.runtime.internal.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.random.RandomGenerator;

import org.chiptest.runtime.RandomCases;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskArgsBlobTests {

    private final ContinuousTensor tensor = ContinuousTensor.host(0x1234, DataType.FLOAT32, 8);

    @Test
    void offsetsAreThoseOfTheSpecification() {
        assertThat(new long[]{TaskArgsBlob.TENSOR_COUNT, TaskArgsBlob.SCALAR_COUNT, TaskArgsBlob.TENSORS})
                .containsExactly(0, 4, 8);
    }

    @Test
    void theSizeFollowsTheCounts() {
        assertThat(TaskArgsBlob.size(new TaskArgs())).isEqualTo(8);
        assertThat(TaskArgsBlob.size(new TaskArgs().tensor(tensor).tensor(tensor).scalar(1))).isEqualTo(96);
    }

    @Test
    void argumentsLieAtTheirOffsets() {
        byte[] blob = write(new TaskArgs().tensor(tensor).tensor(tensor.withData(0x5678)).scalar(-1).scalar(9L));
        ByteBuffer view = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(view.getInt(0)).isEqualTo(2);
        assertThat(view.getInt(4)).isEqualTo(2);
        assertThat(view.getLong(8)).isEqualTo(0x1234);
        assertThat(view.getLong(48)).isEqualTo(0x5678);
        assertThat(view.getLong(88)).isEqualTo(0xFFFFFFFFL);
        assertThat(view.getLong(96)).isEqualTo(9);
    }

    @Test
    void tagsDoNotTravel() {
        TaskArgs args = new TaskArgs().tensor(tensor, TensorArgType.OUTPUT);

        assertThat(read(write(args)).tag(0)).isEqualTo(TensorArgType.INPUT);
    }

    @Test
    void bytesBehindTheBlobAreNotTouched() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment dst = arena.allocate(64).fill((byte) 0xEE);

            TaskArgsBlob.write(new TaskArgs().scalar(1), dst);

            assertThat(dst.asSlice(16).toArray(ValueLayout.JAVA_BYTE)).containsOnly(0xEE);
            assertThat(TaskArgsBlob.read(dst)).isEqualTo(new TaskArgs().scalar(1));
        }
    }

    @Test
    void moreArgumentsThanAChipTakesTravel() {
        TaskArgs args = new TaskArgs();
        for (int i = 0; i < 100; i++) {
            args.tensor(tensor);
        }
        for (int i = 0; i < 300; i++) {
            args.scalar(i);
        }

        assertThat(read(write(args))).isEqualTo(args);
    }

    @Test
    void tooLittleRoomIsRefusedBeforeAnythingIsWritten() {
        byte[] dst = new byte[55];

        assertThatThrownBy(
                () -> TaskArgsBlob.write(new TaskArgs().tensor(tensor).scalar(1), MemorySegment.ofArray(dst)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("capacity exceeded: a blob of 1 tensors and 1 scalars takes 56 bytes, there is room"
                        + " for 55; ask for its size first");
        assertThat(dst).containsOnly(0);
    }

    @Test
    void aCapacityBelowTheHeaderIsRefused() {
        assertThatThrownBy(() -> read(new byte[7])).isInstanceOf(ArgumentFormatException.class)
                .hasMessage("truncated argument blob: its header takes 8 bytes, only 7 are here");
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, -1", "-2147483648, -2147483648", "-1, 5"})
    void negativeCountsAreRefused(int tensors, int scalars) {
        assertThatThrownBy(() -> read(header(tensors, scalars, 64))).isInstanceOf(ArgumentFormatException.class)
                .hasMessage("damaged argument blob: it counts " + tensors + " tensors and " + scalars
                        + " scalars; neither can be negative");
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 47, 48", "0, 1, 15, 16", "1, 1, 55, 56", "2147483647, 2147483647, 64, 103079215064",
        "107374183, 0, 64, 4294967328"})
    void countsThatNeedMoreThanTheCapacityAreRefused(int tensors, int scalars, int capacity, long needed) {
        assertThatThrownBy(() -> read(header(tensors, scalars, capacity))).isInstanceOf(ArgumentFormatException.class)
                .hasMessage("truncated argument blob: " + tensors + " tensors and " + scalars + " scalars take "
                        + needed + " bytes, only " + capacity + " are here");
    }

    @Test
    void damageInsideATensorNamesItsPlace() {
        byte[] blob = write(new TaskArgs().tensor(tensor).tensor(tensor));
        blob[8 + 40 + 32] = 99;

        assertThatThrownBy(() -> read(blob)).isInstanceOf(ArgumentFormatException.class)
                .hasMessageStartingWith("damaged tensor at byte 48 of the arguments: unknown data type code 99");
    }

    @Test
    void randomArgumentsComeBackAndAreWrittenAlike() {
        RandomCases.check(500, random -> {
            TaskArgs args = randomArgs(random);

            byte[] blob = write(args);
            TaskArgs back = read(blob);

            assertThat(back).isEqualTo(args);
            assertThat(write(back)).isEqualTo(blob);
        });
    }

    private static TaskArgs randomArgs(RandomGenerator random) {
        TaskArgs args = new TaskArgs();
        DataType[] types = DataType.values();
        for (int i = random.nextInt(70); i > 0; i--) {
            List<Integer> shape = random.ints(random.nextInt(6), 0, 2000).boxed().toList();
            args.tensor(new ContinuousTensor(random.nextLong(), types[random.nextInt(types.length)],
                    random.nextBoolean(), shape));
        }
        for (int i = random.nextInt(140); i > 0; i--) {
            args.scalar(random.nextLong());
        }
        return args;
    }

    private static byte[] header(int tensors, int scalars, int capacity) {
        byte[] blob = new byte[capacity];
        ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN).putInt(tensors).putInt(scalars);
        return blob;
    }

    private static byte[] write(TaskArgs args) {
        byte[] blob = new byte[(int) TaskArgsBlob.size(args)];
        TaskArgsBlob.write(args, MemorySegment.ofArray(blob));
        return blob;
    }

    private static TaskArgs read(byte[] blob) {
        return TaskArgsBlob.read(MemorySegment.ofArray(blob));
    }
}
