package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

class ManifestTests {

    private static final Manifest MANIFEST = Manifest.empty().with(entry("aa", ""))
            .with(entry("bb", "a warning\nof two lines"));

    @Test
    void textAndBackIsTheSame() {
        assertThat(Manifest.parse(MANIFEST.format())).contains(MANIFEST);
    }

    @Test
    void theNewestEntryStandsFirst() {
        assertThat(MANIFEST.entries()).extracting(Manifest.Entry::library).containsExactly("bb", "aa");
    }

    @Test
    void anEntryForTheSameContentsReplacesTheOlderOne() {
        assertThat(MANIFEST.with(entry("bb", "")).entries()).extracting(Manifest.Entry::library).containsExactly("bb",
                "aa");
    }

    @Test
    void theOldestEntriesFallOut() {
        Manifest manifest = Manifest.empty();
        for (int i = 0; i < 20; i++) {
            manifest = manifest
                    .with(new Manifest.Entry("lib" + i, "",
                            List.of(new Manifest.Input("source:k.cpp", new ContentDigests.Digest("sum" + i, ""))),
                            List.of(), Set.of()));
        }

        assertThat(manifest.entries()).hasSize(16).extracting(Manifest.Entry::library).startsWith("lib19")
                .endsWith("lib4");
    }

    @Test
    void everyDamageIsNoticed() {
        String text = MANIFEST.format();
        for (int i = 0; i < text.length(); i++) {
            String damaged = text.substring(0, i) + (char) (text.charAt(i) ^ 1) + text.substring(i + 1);
            assertThat(Manifest.parse(damaged)).as(damaged).isEmpty();
            assertThat(Manifest.parse(text.substring(0, i))).as("the first %d characters", i).isEmpty();
        }
    }

    private static Manifest.Entry entry(String library, String warnings) {
        return new Manifest.Entry(library, warnings,
                List.of(new Manifest.Input("source:k.cpp", new ContentDigests.Digest("12", "")),
                        new Manifest.Input("/usr/include/with space.h", new ContentDigests.Digest(library, "1/2/3/4"))),
                List.of("option.h"), Set.of("extra0:x.h"));
    }
}
