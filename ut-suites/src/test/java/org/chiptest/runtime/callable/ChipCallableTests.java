package org.chiptest.runtime.callable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.INOUT;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

import org.chiptest.runtime.internal.bits.Fnv1a64;
import org.chiptest.runtime.internal.callable.CallableFormatException;
import org.chiptest.runtime.internal.callable.ChipCallableDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public class ChipCallableTests {

    private static final CoreCallable KERNEL = CoreCallable.of(List.of(), new byte[0]);

    private final ChipCallable example = example().build();

    @Test
    void offsetsAreThoseOfTheSpecification() {
        assertThat(new long[]{ChipCallableDescriptor.SIGNATURE, ChipCallableDescriptor.SIG_COUNT,
            ChipCallableDescriptor.BINARY_SIZE, ChipCallableDescriptor.FUNC_NAME,
            ChipCallableDescriptor.FUNC_NAME_LEN, ChipCallableDescriptor.CHILD_FUNC_IDS,
            ChipCallableDescriptor.CHILD_OFFSETS, ChipCallableDescriptor.CHILD_COUNT,
            ChipCallableDescriptor.CONFIG_NAME, ChipCallableDescriptor.CONFIG_NAME_LEN,
            ChipCallableDescriptor.STORAGE})
                .containsExactly(0, 256, 260, 264, 328, 332, 4428, 8524, 8528, 8592, 8596);
    }

    @Test
    void limitsAreThoseOfTheSpecification() {
        assertThat(new int[]{ChipCallableDescriptor.MAX_SIGNATURE, ChipCallableDescriptor.MAX_CHILDREN,
            ChipCallableDescriptor.MAX_FUNC_ID, ChipCallableDescriptor.CHILD_ALIGNMENT,
            ChipCallableDescriptor.NAME_SIZE, ChipCallableDescriptor.MAX_NAME_BYTES})
                .containsExactly(64, 1024, 1024, 64, 64, 63);
    }

    @Test
    void aCallableIsWrittenByteForByte() {
        assertThat(example.image().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(ImageBytes.example().array());
    }

    @Test
    void theSizeEndsWithTheLastChild() {
        assertThat(example.byteSize()).isEqualTo(8596 + 256 + 128 + 65);
        assertThat(example.layout().storageUsed()).isEqualTo(256 + 128 + 65);
    }

    @Test
    void childrenStartAtFourModEight() {
        for (int i = 0; i < example.childCount(); i++) {
            assertThat(example.childOffset(i) % 64).isZero();
            assertThat(example.layout().childStart(i) % 8).isEqualTo(4);
        }
    }

    @Test
    void theContentHashCoversEveryByte() {
        assertThat(example.contentHash()).isEqualTo(Fnv1a64.hash(ImageBytes.example().array()));
        assertThat(example.contentHash()).isNotEqualTo(example().functionName("entrz").build().contentHash());
    }

    @Test
    void aCallableHasItsParts() {
        assertThat(example.signature()).containsExactly(IN, INOUT);
        assertThat(example.functionName()).isEqualTo("entry");
        assertThat(example.configName()).isEqualTo("config");
        assertThat(text(example.orchestration())).isEqualTo("orc");
        assertThat(example.childCount()).isEqualTo(2);
        assertThat(example.childFuncId(0)).isEqualTo(7);
        assertThat(example.childFuncId(1)).isEqualTo(1023);
        assertThat(example.childOffset(0)).isEqualTo(64);
        assertThat(example.childOffset(1)).isEqualTo(256);
        assertThat(example.child(0).signature()).containsExactly(IN, OUT);
        assertThat(text(example.child(0).binary())).isEqualTo("k0");
        assertThat(text(example.child(1).binary())).isEqualTo("k".repeat(65));
    }

    @Test
    void aCallableWithoutAnythingIsItsHeader() {
        ChipCallable empty = ChipCallable.builder().build();

        assertThat(empty.byteSize()).isEqualTo(8596);
        assertThat(empty.image().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
        assertThat(empty.childCount()).isZero();
        assertThat(empty.orchestration().byteSize()).isZero();
    }

    @Test
    void theImageCannotBeWritten() {
        assertThat(example.image().isReadOnly()).isTrue();
        assertThat(example.orchestration().isReadOnly()).isTrue();
        assertThat(example.child(0).image().isReadOnly()).isTrue();
    }

    @Test
    void laterChangesOfTheOrchestrationDoNotReachTheCallable() {
        byte[] orchestration = {'o', 'r', 'c'};
        ChipCallable callable = ChipCallable.builder().orchestration(orchestration).build();

        orchestration[0] = 'X';

        assertThat(text(callable.orchestration())).isEqualTo("orc");
    }

    @Test
    void aBuilderCanBuildAgain() {
        ChipCallable.Builder builder = example();

        assertThat(builder.build()).isEqualTo(builder.build());
        assertThat(builder.child(3, KERNEL).build().childCount()).isEqualTo(3);
    }

    @Test
    void callablesAreEqualIfTheirBytesAre() {
        assertThat(example).isEqualTo(example().build()).hasSameHashCodeAs(example().build())
                .isEqualTo(ChipCallable.parse(ImageBytes.example().segment()))
                .isNotEqualTo(example().configName("c").build()).isNotEqualTo(ChipCallable.builder().build());
    }

    @Test
    void theTextNamesTheCallable() {
        assertThat(example).hasToString("ChipCallable(entry, 2 children, 9045 bytes, content hash 0x"
                + Long.toHexString(example.contentHash()) + ")");
        assertThat(ChipCallable.builder().build().toString()).startsWith("ChipCallable(no function name, 0 children");
    }

    @Test
    void sixtyFourArgumentsAreTheMost() {
        assertThat(ChipCallable.builder().signature(Collections.nCopies(64, IN)).build().signature()).hasSize(64);
        assertRefused(ChipCallable.builder().signature(Collections.nCopies(65, IN)),
                "sig_count exceeds MaxSig: a callable has a signature of 65 arguments, at most 64 are possible");
    }

    @Test
    void aThousandAndTwentyFourChildrenAreTheMost() {
        ChipCallable.Builder builder = ChipCallable.builder();
        for (int i = 0; i < 1024; i++) {
            builder.child(i, KERNEL);
        }

        assertThat(builder.build().childFuncId(1023)).isEqualTo(1023);
        assertRefused(builder.child(1024, KERNEL), "child_count exceeds MaxChildren: a callable of 1025 children, at"
                + " most 1024 are possible");
    }

    @Test
    void aNameOf63BytesIsTheLongest() {
        String longest = "n".repeat(63);
        ChipCallable callable = ChipCallable.builder().functionName(longest).configName(longest).build();

        assertThat(ChipCallable.parse(callable.image()).functionName()).isEqualTo(longest);
        assertRefused(ChipCallable.builder().functionName(longest + "m"),
                "func_name takes 64 bytes, at most 63 fit; choose a shorter one than " + longest + "m");
        assertRefused(ChipCallable.builder().configName("ä".repeat(32)),
                "config_name takes 64 bytes, at most 63 fit; choose a shorter one than " + "ä".repeat(32));
    }

    @Test
    void aNameThatIsNoTextIsRefused() {
        assertRefused(ChipCallable.builder().functionName("a\0b"),
                "func_name contains a NUL character at index 1; a symbol name cannot");
        assertRefused(ChipCallable.builder().configName("a\ud800"),
                "config_name contains half a surrogate pair; it cannot be written in UTF-8");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1024})
    void aFuncIdOutsideItsRangeIsRefused(int funcId) {
        assertRefused(ChipCallable.builder().child(5, KERNEL).child(funcId, KERNEL),
                "child 1 has func id " + funcId + "; it must be 0 to 1023");
    }

    @Test
    void aFuncIdUsedTwiceIsRefused() {
        assertRefused(ChipCallable.builder().child(0, KERNEL).child(5, KERNEL).child(0, KERNEL),
                "children 0 and 2 both have func id 0; give each kernel its own");
    }

    @Test
    void aCallableThatNoArrayHoldsIsRefusedBeforeItIsAllocated() {
        MemorySegment huge = MemorySegment.ofAddress(1).reinterpret(Integer.MAX_VALUE);

        assertRefused(ChipCallable.builder().orchestration(huge), "a callable of 2147492243 bytes is too long, at most"
                + " 2147483639 are possible; strip its libraries of debug information");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2})
    void aChildThatIsNotThereIsOutOfBounds(int index) {
        String message = "child " + index + " was asked for, but the callable has 2 children";

        assertThatThrownBy(() -> example.child(index)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> example.childFuncId(index)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> example.childOffset(index)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage(message);
    }

    public static ChipCallable.Builder example() {
        return ChipCallable.builder().signature(IN, INOUT).orchestration(ascii("orc")).functionName("entry")
                .configName("config").child(7, CoreCallable.of(List.of(IN, OUT), ascii("k0")))
                .child(1023, CoreCallable.of(List.of(SCALAR), ascii("k".repeat(65))));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(MemorySegment bytes) {
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII);
    }

    private static void assertRefused(ChipCallable.Builder builder, String message) {
        assertThatThrownBy(builder::build).isInstanceOf(CallableFormatException.class).hasMessage(message);
    }
}
