package org.chiptest.runtime.internal.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadableCopyTests {

    private static final int LOAD = 1;
    private static final int DYNAMIC = 2;

    /** All addresses are this much higher than the places in the file. */
    private static final int BASE = 0x1000;
    private static final int DYNAMIC_SECTION = 0x100;
    private static final int SYMBOLS = 0x200;
    private static final int HASH = 0x300;
    private static final int NAMES = 0x380;
    private static final int SIZE = 0x400;

    private static final List<String> SERVED = List.of("served", "other");

    private static final int UNIQUE_OBJECT = 0xa1;
    private static final int WEAK_OBJECT = 0x21;
    private static final int UNIQUE_TLS = 0xa6;
    private static final int WEAK_TLS = 0x26;
    private static final int GLOBAL_FUNCTION = 0x12;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void uniqueSymbolsBecomeWeakAndNothingElseChanges(boolean gnu) {
        byte[] library = library(gnu).array();
        byte[] original = library.clone();

        byte[] copy = copy(library);

        assertThat(library).isEqualTo(original);
        assertThat(copy).isEqualTo(library(gnu).int8(SYMBOLS + 2 * 24 + 4, WEAK_OBJECT)
                .int8(SYMBOLS + 3 * 24 + 4, WEAK_TLS).array());
    }

    @Test
    void uniqueSymbolsAreFoundByEitherTableIfThereAreBoth() {
        ElfBytes library = library(true);
        hash(library, HASH + 0x80, 2);
        dynamic(library, 3, 4, BASE + HASH + 0x80);
        assertThat(copy(library.array())[SYMBOLS + 3 * 24 + 4]).isEqualTo((byte) WEAK_TLS);
    }

    @Test
    void theMarkThatKeepsALibraryIsTakenBackAndItsNeighboursStay() {
        ElfBytes library = dynamic(library(false).int8(SYMBOLS + 2 * 24 + 4, WEAK_OBJECT)
                .int8(SYMBOLS + 3 * 24 + 4, WEAK_TLS), 3, 0x6ffffffbL, 0x29);
        assertThat(copy(library.array())[DYNAMIC_SECTION + 3 * 16 + 8]).isEqualTo((byte) 0x21);
    }

    @Test
    void ownDefinitionsComeFirstByASpareEntry() {
        byte[] copy = copy(section(dynamic(library(false), 0, 7, 7), 5).array());

        assertThat(copy).isEqualTo(dynamic(weak(section(dynamic(library(false), 0, 7, 7), 5)), 3, 16, 0).array());
    }

    @Test
    void ownDefinitionsComeFirstInPlaceOfTheNumberOfRelativeRelocationsIfNoEntryIsSpare() {
        byte[] copy = copy(section(dynamic(library(false), 0, 0x6ffffff9L, 7), 4).array());

        assertThat(copy).isEqualTo(dynamic(weak(section(library(false), 4)), 0, 16, 0).array());
    }

    @Test
    void theEndOfTheEntriesStays() {
        byte[] copy = copy(section(dynamic(library(false), 0, 7, 7), 4).array());

        assertThat(copy).isEqualTo(weak(section(dynamic(library(false), 0, 7, 7), 4)).array());
    }

    @Test
    void definitionsOfWhatTheProcessServesAreTakenBack() {
        ElfBytes library = dynamic(library(false), 3, 5, BASE + NAMES).int32(SYMBOLS + 24, 1)
                .int32(SYMBOLS + 2 * 24, 8).int64(SYMBOLS + 24 + 8, 0x1234).int64(SYMBOLS + 2 * 24 + 8, 0x1234)
                .int64(NAMES + 1, 0x646576726573L).int64(NAMES + 8, 0x73646576726573L);
        byte[] copy = copy(library.array());
        assertThat(Arrays.copyOfRange(copy, SYMBOLS + 24 + 6, SYMBOLS + 24 + 16)).containsOnly(0);
        assertThat(Arrays.copyOfRange(copy, SYMBOLS + 2 * 24 + 6, SYMBOLS + 2 * 24 + 16)).startsWith(9, 0, 0x34, 0x12);
    }

    @Test
    void whatIsOnlyUsedKeepsItsBinding() {
        ElfBytes library = library(false).int16(SYMBOLS + 2 * 24 + 6, 0);
        assertThat(copy(library.array())[SYMBOLS + 2 * 24 + 4]).isEqualTo((byte) UNIQUE_OBJECT);
    }

    @Test
    void entriesBehindTheEndDoNotCount() {
        ElfBytes library = dynamic(dynamic(library(false), 1, 0, 0), 3, 0x6ffffffbL, 8);
        assertUnchanged(library.array());
    }

    @Test
    void whatNeedsNoChangeIsNotCopied() {
        assertUnchanged(library(false).int8(SYMBOLS + 2 * 24 + 4, WEAK_OBJECT).int8(SYMBOLS + 3 * 24 + 4, WEAK_TLS)
                .array());
        assertUnchanged(new byte[0]);
        assertUnchanged(new byte[100]);
        assertUnchanged(ElfBytes.sharedObject(200).array());
        assertUnchanged(library(false).int8(4, 1).array());
        assertUnchanged(library(false).int8(5, 2).array());
        assertUnchanged(library(false).int16(56, 100).array());
    }

    @Test
    void withoutAHashTableTheLoaderFindsNoSymbolAndNothingIsShared() {
        assertUnchanged(dynamic(library(false), 2, 21, 0).array());
    }

    @Test
    void damageIsNamed() {
        assertDamaged(library(false).segment(1, DYNAMIC, 0, 0).int64(64 + 56 + 16, 0x9000),
                "a dynamic section at address 0x9000, where nothing of the file is mapped");
        assertDamaged(dynamic(library(false), 1, 6, 0x9000),
                "a symbol table at address 0x9000, where nothing of the file is mapped");
        assertDamaged(dynamic(library(false), 1, 6, -1),
                "a symbol table at address 0xffffffffffffffff, where nothing of the file is mapped");
        assertDamaged(dynamic(library(false), 2, 4, BASE + SIZE),
                "a hash table at address 0x1400, where nothing of the file is mapped");
        assertDamaged(dynamic(library(false), 2, 4, BASE + SIZE - 4),
                "a hash table of at least 8 bytes, of which 4 lie in the file");
        assertDamaged(library(false).int32(HASH + 4, -1),
                "a symbol table of at least 103079215080 bytes, of which 512 lie in the file");
        assertDamaged(dynamic(library(true), 2, 0x6ffffef5L, BASE + SIZE - 15),
                "a GNU hash table of at least 16 bytes, of which 15 lie in the file");
        assertDamaged(library(true).int32(HASH + 8, -1),
                "a GNU hash table of at least 34359738380 bytes, of which 256 lie in the file");
        assertDamaged(library(true).int32(HASH, 1000),
                "a GNU hash table of at least 4024 bytes, of which 256 lie in the file");
        assertDamaged(library(true).int32(HASH + 24, -1),
                "a GNU hash table of at least 17179869208 bytes, of which 256 lie in the file");
        assertDamaged(dynamic(library(false), 3, 11, 16), "symbols of 16 bytes instead of 24");
    }

    @Test
    void aChainThatDoesNotEndIsDamage() {
        ElfBytes library = library(true);
        for (int at = HASH + 28; at < SIZE; at += 4) {
            library.int32(at, 2);
        }
        assertDamaged(library, "a GNU hash table of at least 260 bytes, of which 256 lie in the file");
    }

    @Test
    void whateverIsDamagedIsRefusedWithAReasonOrDoesNotMatter() {
        Random random = new Random(20261128);
        int refused = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = library(round % 2 == 0).array();
            for (int change = random.nextInt(4); change >= 0; change--) {
                // the header stays an ELF file's, so that what follows is looked at
                int at = 32 + random.nextInt(SIZE - 32);
                bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (bytes[at] + random.nextInt(3) - 1);
            }
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(4) == 0 ? random.nextInt(SIZE) : SIZE);
            try {
                assertThat(copy(cut)).hasSameSizeAs(cut);
            } catch (ElfFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    /** A library with a function, an object and a thread's variable, of which the last two are unique. */
    private static ElfBytes library(boolean gnu) {
        ElfBytes library = ElfBytes.sharedObject(SIZE).int16(56, 2).segment(0, LOAD, 0, SIZE).int64(64 + 16, BASE)
                .segment(1, DYNAMIC, 0, 0).int64(64 + 56 + 16, BASE + DYNAMIC_SECTION);
        dynamic(library, 0, 16, 0);
        dynamic(library, 1, 6, BASE + SYMBOLS);
        dynamic(library, 2, gnu ? 0x6ffffef5L : 4, BASE + HASH);
        symbol(library, 1, GLOBAL_FUNCTION);
        symbol(library, 2, UNIQUE_OBJECT);
        symbol(library, 3, UNIQUE_TLS);
        if (gnu) {
            // one bucket, symbols from number 1 on, a filter of one word
            return library.int32(HASH, 1).int32(HASH + 4, 1).int32(HASH + 8, 1).int32(HASH + 24, 1)
                    .int32(HASH + 28, 2).int32(HASH + 32, 4).int32(HASH + 36, 7);
        }
        return hash(library, HASH, 4);
    }

    private static ElfBytes hash(ElfBytes library, int at, int symbols) {
        return library.int32(at, 1).int32(at + 4, symbols);
    }

    private static ElfBytes section(ElfBytes library, int entries) {
        return library.int64(64 + 56 + 32, 16L * entries);
    }

    private static ElfBytes weak(ElfBytes library) {
        return library.int8(SYMBOLS + 2 * 24 + 4, WEAK_OBJECT).int8(SYMBOLS + 3 * 24 + 4, WEAK_TLS);
    }

    private static ElfBytes dynamic(ElfBytes library, int index, long tag, long value) {
        return library.int64(DYNAMIC_SECTION + 16 * index, tag).int64(DYNAMIC_SECTION + 16 * index + 8, value);
    }

    private static void symbol(ElfBytes library, int index, int info) {
        library.int8(SYMBOLS + 24 * index + 4, info).int16(SYMBOLS + 24 * index + 6, 9);
    }

    private static byte[] copy(byte[] library) {
        return LoadableCopy.of(MemorySegment.ofArray(library), SERVED, "the library").toArray(ValueLayout.JAVA_BYTE);
    }

    private static void assertUnchanged(byte[] bytes) {
        MemorySegment library = MemorySegment.ofArray(bytes);
        assertThat(LoadableCopy.of(library, SERVED, "the library")).isSameAs(library);
    }

    private static void assertDamaged(ElfBytes library, String found) {
        assertThatExceptionOfType(ElfFormatException.class).isThrownBy(() -> copy(library.array()))
                .withMessage("the library is a damaged shared object: it has " + found + "; build it again");
    }
}
