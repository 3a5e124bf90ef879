package org.chiptest.runtime.internal.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.runtime.internal.bits.Fnv1a64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfBuildIdTests {

    private static final String ID = "0102030405060708090a0b0c0d0e0f1011121314";
    private static final long FIRST_EIGHT = 0x0807060504030201L;
    private static final int NOTE = 256;
    private static final int NOTE_SIZE = 12 + 4 + 20;

    @Test
    void theFirstEightBytesOfTheBuildIdAreTheHash() {
        assertThat(ElfBuildId.hash(library().segment())).isEqualTo(FIRST_EIGHT);
    }

    @Test
    void anIdOfEightBytesIsEnough() {
        assertThat(ElfBuildId.hash(libraryWith(note("GNU\0", 3, "1112131415161718")).segment()))
                .isEqualTo(0x1817161514131211L);
    }

    @Test
    void anIdWhosePaddingIsCutOffIsFound() {
        ElfBytes library = library().segment(0, 4, NOTE, 12 + 4 + 9).note(NOTE, 3, "GNU\0", "010203040506070809");

        assertThat(ElfBuildId.hash(library.segment())).isEqualTo(FIRST_EIGHT);
    }

    @Test
    void otherNotesBeforeItAreSkipped() {
        ElfBytes library = library().segment(0, 4, 128, 128 + NOTE_SIZE).note(128, 3, "Linux\0", "99999999999999999999")
                .note(128 + 12 + 8 + 12, 1, "GNU\0", "77".repeat(12)).note(128 + 32 + 28, 3, "GNU\0", ID);

        assertThat(ElfBuildId.hash(library.segment())).isEqualTo(FIRST_EIGHT);
    }

    @Test
    void otherSegmentsBeforeItAreSkipped() {
        ElfBytes library = library().int16(56, 3).segment(0, 1, NOTE, NOTE_SIZE)
                .segment(1, 4, NOTE + NOTE_SIZE, 1L << 40).segment(2, 4, NOTE, NOTE_SIZE);

        assertThat(ElfBuildId.hash(library.segment())).isEqualTo(FIRST_EIGHT);
    }

    @Test
    void aMalformedNoteEndsItsSegmentButNotTheSearch() {
        ElfBytes library = library().int16(56, 2).segment(0, 4, NOTE - 16, NOTE_SIZE + 16)
                .int32(NOTE - 16, Integer.MAX_VALUE).segment(1, 4, NOTE, NOTE_SIZE);

        assertThat(ElfBuildId.hash(library.segment())).isEqualTo(FIRST_EIGHT);
    }

    @Test
    void theFirstOfTwoBuildIdsCounts() {
        ElfBytes library = library().segment(0, 4, NOTE, 2 * NOTE_SIZE).note(NOTE + NOTE_SIZE, 3, "GNU\0",
                "ff".repeat(20));

        assertThat(ElfBuildId.hash(library.segment())).isEqualTo(FIRST_EIGHT);
    }

    @Test
    void entriesOfTheTableMayBeLonger() {
        ElfBytes library = library().int16(54, 96).int16(56, 2).segment(0, 1, 0, 0).int32(64 + 96, 4)
                .int64(64 + 96 + 8, NOTE).int64(64 + 96 + 32, NOTE_SIZE);

        assertThat(ElfBuildId.hash(library.segment())).isEqualTo(FIRST_EIGHT);
    }

    @Test
    void withoutABuildIdTheContentIsHashed() {
        assertFallsBack(libraryWith(note("GNU\0", 1, ID)));
        assertFallsBack(libraryWith(note("GNX\0", 3, ID)));
        assertFallsBack(libraryWith(note("GNU\0\0", 3, ID)));
        assertFallsBack(libraryWith(note("GNU\0", 3, "01020304050607")));
        assertFallsBack(library().segment(0, 1, NOTE, NOTE_SIZE));
    }

    @Test
    void aNoteThatDoesNotFitIntoItsSegmentIsNotRead() {
        assertFallsBack(library().segment(0, 4, NOTE, NOTE_SIZE - 1));
        assertFallsBack(library().segment(0, 4, NOTE, 11));
        assertFallsBack(library().int32(NOTE, -1));
        assertFallsBack(library().int32(NOTE + 4, -1));
    }

    @Test
    void aSegmentThatRunsPastTheEndIsNotRead() {
        assertFallsBack(library().segment(0, 4, NOTE, 257));
        assertFallsBack(library().segment(0, 4, 513, 0));
        assertFallsBack(library().segment(0, 4, -1, NOTE_SIZE));
        assertFallsBack(library().segment(0, 4, NOTE, -1));
        assertFallsBack(library().segment(0, 4, Long.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void aHeaderThatIsNoElf64HeaderFallsBack() {
        assertFallsBack(library().int8(0, 0x7e));
        assertFallsBack(library().int8(4, 1));
        assertFallsBack(library().int64(32, 0));
        assertFallsBack(library().int16(54, 55));
        assertFallsBack(library().int64(32, 512 - 55));
        assertFallsBack(library().int64(32, -1));
        assertFallsBack(library().int16(56, 9));
    }

    @Test
    void bytesThatAreTooShortForAHeaderAreHashed() {
        byte[] almost = new byte[63];
        System.arraycopy(library().array(), 0, almost, 0, 63);

        assertThat(ElfBuildId.hash(MemorySegment.ofArray(almost))).isEqualTo(Fnv1a64.hash(almost));
        assertThat(ElfBuildId.hash(MemorySegment.ofArray(new byte[0]))).isEqualTo(0xcbf29ce484222325L);
    }

    @Test
    void theBuildIdThatALinkerWroteIsFound(@TempDir Path folder) throws Exception {
        byte[] library = compile(folder, "-Wl,--build-id=0x" + ID);

        assertThat(ElfBuildId.hash(MemorySegment.ofArray(library))).isEqualTo(FIRST_EIGHT);
        SharedObject.require(MemorySegment.ofArray(library), thisMachine(), "the compiled library");
    }

    @Test
    void aLibraryLinkedWithoutABuildIdIsHashed(@TempDir Path folder) throws Exception {
        byte[] library = compile(folder, "-Wl,--build-id=none");

        assertThat(ElfBuildId.hash(MemorySegment.ofArray(library))).isEqualTo(Fnv1a64.hash(library));
    }

    private static ElfBytes library() {
        return libraryWith(note("GNU\0", 3, ID));
    }

    private static ElfBytes libraryWith(Note note) {
        return ElfBytes.sharedObject(512).segment(0, 4, NOTE, NOTE_SIZE).note(NOTE, note.type(), note.name(),
                note.description());
    }

    private static Note note(String name, int type, String description) {
        return new Note(name, type, description);
    }

    private record Note(String name, int type, String description) {}

    private static void assertFallsBack(ElfBytes library) {
        assertThat(ElfBuildId.hash(library.segment())).isEqualTo(Fnv1a64.hash(library.array()));
    }

    private static ElfMachine thisMachine() {
        return ElfMachine.ofArchitecture(System.getProperty("os.arch"));
    }

    private static byte[] compile(Path folder, String option) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("tiny.cpp"), "extern \"C\" int tiny() { return 7; }\n");
        Path library = folder.resolve("tiny.so");
        Process compiler = new ProcessBuilder("g++", "-shared", "-fPIC", option, "-o", library.toString(),
                source.toString()).redirectErrorStream(true).start();
        String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(compiler.waitFor()).as(output).isZero();
        return Files.readAllBytes(library);
    }
}
