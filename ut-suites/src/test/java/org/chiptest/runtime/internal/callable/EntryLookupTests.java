package org.chiptest.runtime.internal.callable;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.chiptest.runtime.internal.elf.AddressLibrary;
import org.chiptest.runtime.internal.elf.ElfMachine;
import org.junit.jupiter.api.Test;

class EntryLookupTests {

    @Test
    void aLibraryWithTheFunctionIsInOrder() {
        assertThat(EntryLookup.complaint(library("kernel_entry", "other"), "kernel_entry", "it")).isEmpty();
    }

    @Test
    void whatIsThereInsteadIsListed() {
        assertThat(EntryLookup.complaint(library("b", "a", "_Z1xv", "framework_bind_runtime"), "entry", "kernel 3"))
                .hasValue("kernel 3 exports 'a', 'b' but not 'entry'; "
                        + "define it as an extern \"C\" function of this name");
        assertThat(EntryLookup.complaint(library(), "entry", "it").orElseThrow())
                .startsWith("it exports no function, and so not 'entry'; ");
        assertThat(EntryLookup.complaint(library("a", "b", "c", "d", "e", "f", "g", "h"), "entry", "it").orElseThrow())
                .startsWith("it exports 'a', 'b', 'c', 'd', 'e', 'f' and 2 more but not 'entry'");
    }

    @Test
    void aNameOfCxxIsRecognisedAlsoInANamespace() {
        assertThat(EntryLookup.complaint(library("_ZN2my5entryEv", "_Z7reentryv"), "entry", "it").orElseThrow())
                .endsWith("'_ZN2my5entryEv' is that function under a C++ name, declare it extern \"C\"");
    }

    @Test
    void bytesThatDoNotTellAreLeftToWhoeverOpensThem() {
        assertThat(EntryLookup.complaint(MemorySegment.ofArray(new byte[100]), "entry", "it")).isEmpty();

        byte[] damaged = library("other").toArray(ValueLayout.JAVA_BYTE);
        for (int at = 64; at < damaged.length; at++) {
            byte before = damaged[at];
            damaged[at] = (byte) 0xff;
            // whatever is damaged, nothing is thrown
            assertThat(EntryLookup.complaint(MemorySegment.ofArray(damaged), "entry", "it").orElse("nothing"))
                    .isNotEmpty();
            damaged[at] = before;
        }
    }

    private static MemorySegment library(String... functions) {
        Map<String, Long> addresses = List.of(functions).stream().collect(Collectors.toMap(Function.identity(),
                _ -> 4096L));
        return AddressLibrary.of(ElfMachine.ofArchitecture("amd64"), new TreeMap<>(addresses));
    }
}
