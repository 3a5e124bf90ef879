package org.chiptest.runtime.internal.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AddressLibraryTests {

    private static final int SYMBOLS = 64 + 3 * 56 + 6 * 16;
    private static final int HASH = SYMBOLS + 3 * 24;
    private static final int NAMES = HASH + 8 + 4 * 4;

    @ParameterizedTest
    @EnumSource
    void aLibraryOfTwoNamesHasTheirAddressesAndNothingElse(ElfMachine machine) {
        MemorySegment library = AddressLibrary.of(machine,
                new TreeMap<>(Map.of("other_name", 0x7f0123456789L, "a_name", 0x1122L)));

        assertThatCode(() -> SharedObject.require(library, machine, "the library")).doesNotThrowAnyException();
        assertThat(LoadableCopy.of(library, List.of(), "the library")).isSameAs(library);
        ByteBuffer bytes = library.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        assertSymbol(bytes, 1, 1, 0x1122);
        assertSymbol(bytes, 2, 8, 0x7f0123456789L);
        assertThat(
                new int[]{bytes.getInt(HASH), bytes.getInt(HASH + 4), bytes.getInt(HASH + 8), bytes.getInt(HASH + 12),
                    bytes.getInt(HASH + 16), bytes.getInt(HASH + 20)})
                .as("one bucket, three symbols, 1, then 2, then none")
                .containsExactly(1, 3, 1, 0, 2, 0);
        byte[] names = new byte[bytes.limit() - NAMES];
        bytes.get(NAMES, names);
        assertThat(new String(names, StandardCharsets.US_ASCII)).isEqualTo("\0a_name\0other_name\0");
    }

    private static void assertSymbol(ByteBuffer bytes, int index, int name, long address) {
        int symbol = SYMBOLS + 24 * index;
        assertThat(bytes.getInt(symbol)).isEqualTo(name);
        assertThat(bytes.get(symbol + 4)).as("global function").isEqualTo((byte) 0x12);
        assertThat(bytes.getShort(symbol + 6)).as("absolute").isEqualTo((short) 0xfff1);
        assertThat(bytes.getLong(symbol + 8)).isEqualTo(address);
    }
}
