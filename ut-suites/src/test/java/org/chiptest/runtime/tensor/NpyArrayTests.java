package org.chiptest.runtime.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

import org.chiptest.runtime.args.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files beside this class were written by NumPy 2.4, bfloat16 with ml_dtypes. */
class NpyArrayTests {

    @ParameterizedTest
    @ValueSource(strings = {"float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint64",
        "uint32", "uint16", "uint8", "big-endian", "big-endian-fortran", "version2", "version3"})
    void whatNumpyHasSavedIsReadInRowMajorOrder(String name) throws IOException {
        NpyArray array = read(name);

        assertThat(array.shape()).containsExactly(2, 3);
        assertThat(values(array)).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(array.getLong(5)).isEqualTo(5);
    }

    @Test
    void fortranOrderOfThreeDimensionsIsTurned() throws IOException {
        NpyArray array = read("fortran");

        assertThat(array.shape()).containsExactly(2, 3, 4);
        assertThat(values(array)).containsExactly(LongStream.range(0, 24).asDoubleStream().toArray());
    }

    @Test
    void booleansAreZeroesAndOnes() throws IOException {
        assertThat(values(read("bool"))).containsExactly(0, 1, 0, 1, 0, 1);
        assertThat(read("bool").dtype()).contains(DataType.UINT8);
    }

    @Test
    void oneElementAndNoneHaveTheShapesOfTensors() throws IOException {
        assertThat(read("scalar").shape()).isEmpty();
        assertThat(values(read("scalar"))).containsExactly(7);
        assertThat(read("empty").shape()).containsExactly(0, 3);
        assertThat(read("empty").elementCount()).isZero();
    }

    @Test
    void aDoubleHasNoDataTypeOfTensors() throws IOException {
        assertThat(read("float64").dtype()).isEmpty();
        assertThat(read("float64").isFloating()).isTrue();
        assertThat(read("int64").isFloating()).isFalse();
        assertThat(read("bfloat16").dtype()).contains(DataType.BFLOAT16);
    }

    @Test
    void bitsMayBeViewedAsAnotherTypeOfTheirSize() throws IOException {
        NpyArray bits = read(file("'<u2'", "(1,)", new byte[]{(byte) 0x80, 0x3f}));

        assertThat(bits.viewedAs(DataType.BFLOAT16).get(0)).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> bits.viewedAs(DataType.FLOAT32))
                .withMessage("the elements of x.npy (uint16[1]) have 2 bytes, those of FLOAT32 4");
    }

    @ParameterizedTest
    @EnumSource(DataType.class)
    void whatIsWrittenIsReadAgain(DataType dtype, @TempDir Path folder) throws IOException {
        HostTensor tensor = tensor(dtype, 3, 2).fill(index -> index * 3);

        NpyArray.write(folder.resolve("a.npy"), tensor);

        NpyArray array = NpyArray.read(folder.resolve("a.npy"));
        assertThat(array.dtype()).contains(dtype);
        assertThat(array.shape()).containsExactly(3, 2);
        assertThat(values(array)).containsExactly(0, 3, 6, 9, 12, 15);
    }

    @ParameterizedTest
    @CsvSource({"vector, 5", "float32, 2 3", "float16, 2 3", "bfloat16, 2 3", "uint8, 2 3", "scalar, ''",
        "empty, 0 3"})
    void aFileHasTheBytesThatNumpyWrites(String name, String shape) throws IOException {
        int[] sizes = Arrays.stream(shape.split(" ")).filter(size -> !size.isEmpty()).mapToInt(Integer::parseInt)
                .toArray();
        HostTensor tensor = tensor(read(name).dtype().orElseThrow(), sizes)
                .fill(index -> name.equals("scalar") ? 7 : index);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        NpyArray.write(out, tensor);

        assertThat(out.toByteArray()).isEqualTo(bytes(name));
    }

    @Test
    void manyElementsAreWrittenInPieces() throws IOException {
        HostTensor tensor = tensor(DataType.FLOAT32, 70_001).fill(index -> index);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        NpyArray.write(out, tensor);

        assertThat(values(read(out.toByteArray()))).isEqualTo(tensor.toDoubles());
    }

    @Test
    void whatIsNoTensorIsRefused() throws IOException {
        assertRefused(bytes("structure"), "its elements are structures, [[a, <f4], [b, <i4]]; save each field as an "
                + "array of its own");
        assertRefused(bytes("complex"), "its elements are '<c8'; those that can be read are f8 (float64), "
                + "f4 (float32), f2 (float16), V2 (bfloat16), i8 (int64), i4 (int32), i2 (int16), i1 (int8), "
                + "u8 (uint64), u4 (uint32), u2 (uint16), u1 (uint8), b1 (bool)");
        assertRefusedBeginning(bytes("text"), "its elements are '<U2'; those that can be read are ");
        assertRefused(bytes("six-dimensions"), "its shape is [1, 1, 1, 1, 1, 1]; a tensor has up to 5 dimensions, "
                + "reshape it before it is saved");
    }

    @Test
    void aDamagedFileTellsWhere() {
        assertRefused("PK".getBytes(StandardCharsets.US_ASCII), "it does not begin as such a file does, with "
                + "\\x93NUMPY and a version; numpy.save writes one");
        byte[] file = file("'<f4'", "(2,)", new byte[8]);
        assertRefused(with(file, 6, 4), "it is of version 4.0; the known ones are 1.0, 2.0 and 3.0");
        assertRefused(Arrays.copyOf(file, 30), "it ends within its header");
        assertRefused(Arrays.copyOf(file, file.length - 1), "its header describes 8 bytes, float32[2], but it has "
                + "only 7");
        assertRefused(Arrays.copyOf(file, file.length + 1), "its header describes 8 bytes, float32[2], but it has "
                + "more");
        assertRefused(file("'<f4'", "(-2,)", new byte[8]), "expected a value at character 51 of its header, found "
                + "'-2,)}'");
        assertRefused(file("'<f4'", "8", new byte[8]), "its shape is 8, no tuple");
        assertRefused(file("'<f4'", "(99999999999,)", new byte[8]), "its shape is [99999999999]; a dimension is a "
                + "number from 0 to 2147483647");
        assertRefused(file("'<f4'", "(1000000000, 1000000000)", new byte[8]), "its elements, float32[1000000000, "
                + "1000000000], are more than the 1024 MiB that are read; save a part of it");
        assertRefused(file("'<f4'", "(2,), 'shape': (2,)", new byte[8]), "'shape' stands twice in its header");
        assertRefused(file("'<f4'", "(2,), 'more': 1", new byte[8]), "its header has [descr, fortran_order, shape, "
                + "more], where descr, fortran_order and shape belong");
        assertRefused(file("'<f4'", "((((((((((2,", new byte[8]), "expected no more than 8 levels at character 58 of "
                + "its header, found '((2,}'");
        assertRefused(file("'<f4', 'fortran_order': 1", "(2,)", new byte[8]), "'fortran_order' stands twice in its "
                + "header");
    }

    @Test
    void aLongHeaderIsNotRead() {
        byte[] file = file("'<f4'", "(2,)", new byte[8]);
        byte[] second = with(file, 6, 2);
        second[10] = 2;

        assertRefusedBeginning(second, "its header is said to have ");
    }

    @Test
    void aFileThatDoesNotExistIsNamed(@TempDir Path folder) {
        assertThatIllegalArgumentException().isThrownBy(() -> NpyArray.read(folder.resolve("a.npy")))
                .withMessage("there is no file " + folder.resolve("a.npy").toAbsolutePath());
    }

    @Test
    void whateverIsDamagedIsReadOrRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] file = bytes(i % 2 == 0 ? "fortran" : "version3");
            for (int change = 0; change <= random.nextInt(3); change++) {
                file[random.nextInt(128)] = (byte) random.nextInt(256);
            }
            requireReadOrRefused(file);
        }
    }

    private static void requireReadOrRefused(byte[] file) throws IOException {
        try {
            assertThat(read(file).elementCount()).isNotNegative();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("x.npy cannot be read as a NumPy array: ");
        }
    }

    private static void assertRefused(byte[] file, String why) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(file))
                .withMessage("x.npy cannot be read as a NumPy array: " + why);
    }

    private static void assertRefusedBeginning(byte[] file, String why) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(file))
                .withMessageStartingWith("x.npy cannot be read as a NumPy array: " + why);
    }

    private static byte[] file(String descr, String shape, byte[] elements) {
        byte[] dictionary = ("{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + "}")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] file = new byte[10 + dictionary.length + elements.length];
        System.arraycopy(new byte[]{(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) dictionary.length}, 0, file, 0,
                9);
        System.arraycopy(dictionary, 0, file, 10, dictionary.length);
        System.arraycopy(elements, 0, file, 10 + dictionary.length, elements.length);
        return file;
    }

    private static byte[] with(byte[] file, int index, int value) {
        byte[] changed = file.clone();
        changed[index] = (byte) value;
        return changed;
    }

    private static NpyArray read(String name) throws IOException {
        return read(bytes(name));
    }

    private static NpyArray read(byte[] file) throws IOException {
        return NpyArray.read(new ByteArrayInputStream(file), "x.npy");
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = NpyArrayTests.class.getResourceAsStream(name + ".npy")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static double[] values(NpyArray array) {
        return LongStream.range(0, array.elementCount()).mapToDouble(array::get).toArray();
    }

    private static HostTensor tensor(DataType dtype, int... shape) {
        List<Integer> sizes = Arrays.stream(shape).boxed().toList();
        int elements = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return HostTensor.over(MemorySegment.ofArray(new byte[elements * dtype.size()]), dtype, sizes);
    }
}
