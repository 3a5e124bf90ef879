package org.chiptest.runtime.callable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

import org.chiptest.runtime.RandomCases;
import org.chiptest.runtime.internal.callable.CallableFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChipCallableParsingTests {

    private static final int SIZE = 8596 + 256 + 128 + 65;

    private final ImageBytes image = ImageBytes.example();

    @Test
    void theExampleIsParsed() {
        ChipCallable parsed = ChipCallable.parse(image.segment());

        assertThat(parsed).isEqualTo(ChipCallableTests.example().build());
        assertThat(parsed.image().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(image.array());
    }

    @Test
    void anArrayAndAFileAreParsedLikeASegment(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("example.callable"), image.array());

        assertThat(ChipCallable.parse(image.array())).isEqualTo(ChipCallable.parse(image.segment()));
        assertThat(ChipCallable.parse(file)).isEqualTo(ChipCallable.parse(image.segment()));
    }

    @Test
    void aFileThatIsNoImageOrIsNotThereIsNamed(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("short.callable"), new byte[100]);

        assertThatThrownBy(() -> ChipCallable.parse(file)).isInstanceOf(CallableFormatException.class)
                .hasMessage(file + ": callable image: truncated: its header takes 8596 bytes, only 100 are here");
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> ChipCallable.parse(missing)).isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot read " + missing + ", which a callable is made of");
    }

    @Test
    void binariesOfACallableComeFromFilesToo(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("binary.so"), new byte[]{1, 2, 3});

        ChipCallable built = ChipCallable.builder().orchestration(file).child(7, CoreCallable.of(List.of(), file))
                .build();

        assertThat(built.orchestration().toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3);
        assertThat(built.child(0).binary().toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3);
    }

    @Test
    void bytesBehindTheImageAreNotLookedAt() {
        assertThat(ChipCallable.parse(image.segment(SIZE + 100)).byteSize()).isEqualTo(SIZE);
    }

    @Test
    void laterChangesOfTheSourceDoNotReachTheCallable() {
        ChipCallable parsed = ChipCallable.parse(image.segment());

        image.int32(332, 99);

        assertThat(parsed.childFuncId(0)).isEqualTo(7);
    }

    @Test
    void spaceBetweenChildrenIsLegal() {
        ImageBytes spaced = ImageBytes.example().int32(8524, 1).int32(336, 0).int32(4432, 0).int32(4428, 256)
                .int32(8596 + 64, 0).int32(8596 + 68, 0).int32(8596 + 128, 0).int32(8596 + 132, 0)
                .int32(8596 + 192, 0);

        assertThat(ChipCallable.parse(spaced.segment()).childOffset(0)).isEqualTo(256);
    }

    @Test
    void anEmptySegmentIsRefused() {
        assertRefused(image.segment(0), "callable image: truncated: its header takes 8596 bytes, only 0 are here");
    }

    @Test
    void aTruncatedHeaderIsRefused() {
        assertRefused(image.segment(8595),
                "callable image: truncated: its header takes 8596 bytes, only 8595 are here");
    }

    @Test
    void aTruncatedOrchestrationIsRefused() {
        assertRefused(image.segment(8598), "callable image: truncated: its orchestration is 3 bytes long and starts at"
                + " byte 8596, only 8598 bytes are here");
        assertRefused(image.int32(260, -1).segment(), "callable image: truncated: its orchestration is 4294967295 bytes"
                + " long and starts at byte 8596, only 9045 bytes are here");
    }

    @Test
    void aTruncatedChildIsRefused() {
        assertRefused(image.segment(8596 + 256 + 100), "callable image: child 1 (func id 1023) at byte 8852: truncated:"
                + " its header takes 128 bytes, only 100 are here");
        assertRefused(image.segment(SIZE - 1), "callable image: child 1 (func id 1023) at byte 8852: truncated:"
                + " binary_size makes it 193 bytes long, only 192 are here");
    }

    @Test
    void aChildBehindTheEndIsRefused() {
        assertRefused(image.int32(4432, 1 << 20).segment(), "callable image: child 1 (func id 1023) at byte 1057172:"
                + " truncated: its header takes 128 bytes, only 0 are here");
        assertRefused(image.int32(4432, -64).segment(), "callable image: child 1 (func id 1023) at byte 4294975828:"
                + " truncated: its header takes 128 bytes, only 0 are here");
    }

    @Test
    void aChildThatOverlapsTheOrchestrationIsRefused() {
        assertRefused(image.int32(260, 65).segment(), "callable image: child 0 (func id 7) at byte 8660:"
                + " child_offsets[0] is 64, but the orchestration ends at 65; children must follow each other without"
                + " overlapping");
    }

    @Test
    void childrenThatOverlapAreRefused() {
        assertRefused(image.int32(8596 + 64 + 68, 65).segment(), "callable image: child 1 (func id 1023) at byte 8852:"
                + " child_offsets[1] is 256, but child 0 ends at 257; children must follow each other without"
                + " overlapping");
    }

    @Test
    void childrenOutOfOrderAreRefused() {
        assertRefused(image.int32(4428, 256).int32(4432, 64).segment(), "callable image: child 1 (func id 1023) at byte"
                + " 8660: child_offsets[1] is 64, but child 0 ends at 449; children must follow each other without"
                + " overlapping");
    }

    @Test
    void aChildThatIsNotAlignedIsRefused() {
        assertRefused(image.int32(4432, 255).segment(), "callable image: child 1 (func id 1023) at byte 8851:"
                + " child_offsets[1] is 255; it must be a multiple of 64");
    }

    @Test
    void aGapThatIsNotZeroIsRefused() {
        assertRefused(image.int8(8596 + 3, 1).segment(), "callable image: child 0 (func id 7) at byte 8660: gap before"
                + " it: byte 8599 is not 0, but the bytes 8599 to 8659 are padding");
    }

    @Test
    void impossibleCountsAreRefused() {
        assertRefused(ImageBytes.example().int32(256, 65).segment(), "sig_count exceeds MaxSig: callable image has a"
                + " signature of 65 arguments, at most 64 are possible");
        assertRefused(ImageBytes.example().int32(256, -1).segment(),
                "callable image: sig_count is -1; it must be 0 to 64");
        assertRefused(ImageBytes.example().int32(8524, 1025).segment(), "child_count exceeds MaxChildren: a callable of"
                + " 1025 children, at most 1024 are possible");
        assertRefused(ImageBytes.example().int32(8524, -1).segment(),
                "callable image: child_count is -1; it must be 0 to 1024");
    }

    @Test
    void countsThatLeaveEntriesBehindAreRefused() {
        assertRefused(ImageBytes.example().int32(256, 1).segment(),
                "callable image: signature[1] is 3, but sig_count is 1; unused entries must be 0");
        assertRefused(ImageBytes.example().int32(8524, 1).segment(),
                "callable image: unused child_func_ids: byte 336 is not 0, but the bytes 336 to 4427 are padding");
        assertRefused(ImageBytes.example().int32(336, 0).int32(8524, 1).segment(),
                "callable image: unused child_offsets: byte 4433 is not 0, but the bytes 4432 to 8523 are padding");
    }

    @Test
    void anUnknownDirectionIsRefused() {
        assertRefused(ImageBytes.example().int32(0, -1).segment(), "callable image: signature[0]: unknown argument"
                + " direction code -1; the known codes are 0 (SCALAR), 1 (IN), 2 (OUT) and 3 (INOUT)");
        assertRefused(ImageBytes.example().int32(8596 + 64, 4).segment(), "callable image: child 0 (func id 7) at byte"
                + " 8660: signature[0]: unknown argument direction code 4; the known codes are 0 (SCALAR), 1 (IN),"
                + " 2 (OUT) and 3 (INOUT)");
    }

    @Test
    void aNameWhoseLengthDoesNotFitIsRefused() {
        assertRefused(ImageBytes.example().int32(328, 64).segment(),
                "callable image: func_name_len at byte 328 is 64, at most 63 bytes and a NUL fit");
        assertRefused(ImageBytes.example().int32(8592, -1).segment(),
                "callable image: config_name_len at byte 8592 is 4294967295, at most 63 bytes and a NUL fit");
    }

    @Test
    void aNameThatIsLongerOrShorterThanItsLengthIsRefused() {
        assertRefused(ImageBytes.example().int32(328, 4).segment(), "callable image: func_name at byte 264 has another"
                + " byte than NUL at index 4, but its length field says 4; names are padded with NUL bytes to 64");
        assertRefused(ImageBytes.example().int32(8592, 7).segment(), "callable image: config_name at byte 8528 has a"
                + " NUL at index 6, but its length field says 7; names are padded with NUL bytes to 64");
    }

    @Test
    void aNameWithoutAnEndIsRefused() {
        assertRefused(ImageBytes.example().text(264, "x".repeat(64)).int32(328, 63).segment(),
                "callable image: func_name at byte 264 has another byte than NUL at index 63, but its length field says"
                        + " 63; names are padded with NUL bytes to 64");
    }

    @Test
    void aNameThatIsNotTextIsRefused() {
        assertRefused(ImageBytes.example().int8(264, 0xFF).segment(),
                "callable image: func_name at byte 264 is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1024, Integer.MIN_VALUE})
    void aFuncIdOutsideItsRangeIsRefused(int funcId) {
        assertRefused(image.int32(336, funcId).segment(), "child 1 has func id " + funcId + "; it must be 0 to 1023");
    }

    @Test
    void aFuncIdUsedTwiceIsRefused() {
        assertRefused(image.int32(336, 7).segment(), "children 0 and 1 both have func id 7; give each kernel its own");
    }

    @Test
    void aResolvedAddressIsRefused() {
        assertRefused(image.int64(8596 + 256 + 72, 0x7f00).segment(), "callable image: child 1 (func id 1023) at byte"
                + " 8852: resolved_addr is 0x7f00, but must be 0 in an image that was not uploaded; pass the original"
                + " image, not its copy on a device");
    }

    @Test
    void paddingOfAChildThatIsNotZeroIsRefused() {
        assertRefused(image.int8(8596 + 64 + 80, 1).segment(), "callable image: child 0 (func id 7) at byte 8660: byte"
                + " 80 is not 0, but the bytes 80 to 127 are padding");
    }

    @Test
    void randomCallablesComeBackAndAreWrittenAlike() {
        RandomCases.check(300, random -> {
            ChipCallable built = randomBuilder(random).build();

            ChipCallable parsed = ChipCallable.parse(built.image());

            assertThat(parsed).isEqualTo(built);
            assertThat(rebuild(parsed)).isEqualTo(built);
        });
    }

    @Test
    void aDamagedByteIsRefusedOrPartOfTheCallable() {
        RandomCases.check(500, random -> {
            byte[] bytes = randomBuilder(random).build().image().toArray(ValueLayout.JAVA_BYTE);
            int place = random.nextBoolean() ? random.nextInt(8596) : random.nextInt(bytes.length);
            bytes[place] ^= (byte) (1 << random.nextInt(8));
            ChipCallable parsed;
            try {
                parsed = ChipCallable.parse(MemorySegment.ofArray(bytes));
            } catch (CallableFormatException e) {
                assertThat(e.getMessage()).isNotBlank();
                return;
            }
            assertThat(parsed.image().mismatch(MemorySegment.ofArray(bytes).asSlice(0, parsed.byteSize())))
                    .as("byte %d was damaged", place).isEqualTo(-1);
        });
    }

    private static ChipCallable.Builder randomBuilder(RandomGenerator random) {
        ChipCallable.Builder builder = ChipCallable.builder().signature(randomSignature(random, 65))
                .orchestration(randomBytes(random, 300)).functionName(randomName(random))
                .configName(randomName(random));
        Set<Integer> funcIds = new HashSet<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            int funcId = random.nextInt(1024);
            if (funcIds.add(funcId)) {
                builder.child(funcId, CoreCallable.of(randomSignature(random, 17), randomBytes(random, 300)));
            }
        }
        return builder;
    }

    private static ChipCallable rebuild(ChipCallable callable) {
        ChipCallable.Builder builder = ChipCallable.builder().signature(callable.signature())
                .orchestration(callable.orchestration()).functionName(callable.functionName())
                .configName(callable.configName());
        for (int i = 0; i < callable.childCount(); i++) {
            CoreCallable child = callable.child(i);
            builder.child(callable.childFuncId(i), CoreCallable.of(child.signature(), child.binary()));
        }
        return builder.build();
    }

    private static List<ArgDirection> randomSignature(RandomGenerator random, int bound) {
        return random.ints(random.nextInt(bound), 0, 4).mapToObj(ArgDirection::ofCode).toList();
    }

    private static byte[] randomBytes(RandomGenerator random, int bound) {
        byte[] bytes = new byte[random.nextInt(bound)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String randomName(RandomGenerator random) {
        StringBuilder name = new StringBuilder();
        random.ints(random.nextInt(64), 'A', 'z' + 1).forEach(letter -> name.append((char) letter));
        return name.toString();
    }

    private static void assertRefused(MemorySegment image, String message) {
        assertThatThrownBy(() -> ChipCallable.parse(image)).isInstanceOf(CallableFormatException.class)
                .hasMessage(message);
    }
}
