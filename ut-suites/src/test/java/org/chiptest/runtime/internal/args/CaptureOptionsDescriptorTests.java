package org.chiptest.runtime.internal.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.args.DumpSelection;
import org.junit.jupiter.api.Test;

class CaptureOptionsDescriptorTests {

    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED;

    private final MemorySegment page = MemorySegment.ofArray(new byte[(int) CaptureOptionsDescriptor.SIZE]);

    @Test
    void fieldsAreWhereBothSidesLookForThem() {
        CaptureOptionsDescriptor.write(Diagnostics.NONE.withFormat(2).withDump(DumpSelection.parse("func:3")), page);

        assertThat(page.get(I32, 0)).isEqualTo(2);
        assertThat(page.get(I32, 4)).isEqualTo(6);
        assertThat(page.asSlice(8, 6).toArray(ValueLayout.JAVA_BYTE)).asString().isEqualTo("func:3");
        assertThat(CaptureOptionsDescriptor.SIZE - CaptureOptionsDescriptor.SELECTION)
                .isGreaterThanOrEqualTo(DumpSelection.MAX_CHARACTERS);
    }

    @Test
    void whatIsWrittenIsReadAgainAndAFreshPageSetsNothing() {
        Diagnostics asked = Diagnostics.NONE.withDump(DumpSelection.parse("task:r2t5+before+marked"));

        assertThat(CaptureOptionsDescriptor.read(Diagnostics.NONE, page)).isEqualTo(Diagnostics.NONE);
        CaptureOptionsDescriptor.write(asked, page);
        assertThat(CaptureOptionsDescriptor.read(Diagnostics.NONE, page)).isEqualTo(asked);
        CaptureOptionsDescriptor.write(Diagnostics.NONE, page);
        assertThat(CaptureOptionsDescriptor.read(Diagnostics.NONE, page)).isEqualTo(Diagnostics.NONE);
    }

    @Test
    void damageIsTold() {
        page.set(I32, CaptureOptionsDescriptor.LENGTH, 2000);
        assertThatThrownBy(() -> CaptureOptionsDescriptor.read(Diagnostics.NONE, page))
                .isInstanceOf(ArgumentFormatException.class)
                .hasMessage("damaged capture options: a selection of 2000 characters, at most 1016 are possible");
        page.set(I32, CaptureOptionsDescriptor.LENGTH, 0);
        page.set(I32, CaptureOptionsDescriptor.FORMAT, 3);
        assertThatThrownBy(() -> CaptureOptionsDescriptor.read(Diagnostics.NONE, page)).hasMessage(
                "damaged capture options: the files of captures have no shapes 3; there are 1 and 2");
    }
}
