package org.chiptest.runtime.include;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeaderHygieneTests {

    @TempDir
    static Path temp;

    static ShippedHeaders headers;

    @BeforeAll
    static void unpack() throws IOException {
        headers = ShippedHeaders.unpack(temp);
    }

    /** In the older standard, whose library headers include less of each other. */
    @Test
    void everyHeaderCompilesAlone() {
        List<String> complaints = headers.names().parallelStream().filter(name -> name.endsWith(".h"))
                .map(name -> complaints(List.of(name), List.of("-std=c++17"), "a2a3")).toList();

        assertThat(complaints).filteredOn(text -> !text.isEmpty()).isEmpty();
    }

    @Test
    void headersCompileInAnyOrderAndDialect() {
        List<List<String>> dialects = new ArrayList<>();
        for (String standard : List.of("-std=c++17", "-std=c++23")) {
            for (String permissive : List.of("-fpermissive", "-fno-permissive")) {
                for (String debug : List.of("-DNDEBUG", "-UNDEBUG")) {
                    dialects.add(List.of(standard, permissive, debug));
                }
            }
        }

        List<String> complaints = dialects.parallelStream().map(dialect -> {
            int order = dialects.indexOf(dialect);
            String arch = order % 3 == 0 ? "a5" : "a2a3";
            String said = complaints(ordered("trb", order), dialect, arch);
            // what only host_build_graph has is one header deep: the two standards say enough
            return order % 4 == 0 ? said + complaints(ordered("hbg", order), dialect, arch) : said;
        }).toList();

        assertThat(complaints).filteredOn(text -> !text.isEmpty()).isEmpty();
    }

    /** Return the headers that can meet in a source of this runtime, in the order with this number. */
    private static List<String> ordered(String runtime, int number) {
        String other = runtime.equals("trb") ? "hbg/" : "trb/";
        List<String> names = new ArrayList<>(headers.names());
        names.removeIf(name -> !name.endsWith(".h") || name.startsWith(other) || name.startsWith("arch/"));
        switch (number) {
            case 0 -> Collections.sort(names);
            case 1 -> names.sort(Collections.reverseOrder());
            default -> Collections.shuffle(names, new Random(number));
        }
        return names;
    }

    /** Includes the headers by their paths, twice, and returns what g++ has to say. */
    private static String complaints(List<String> names, List<String> dialect, String arch) {
        String runtime = names.stream().anyMatch(name -> name.startsWith("hbg/")) ? "hbg" : "trb";
        StringBuilder source = new StringBuilder();
        for (int round = 0; round < 2; round++) {
            names.forEach(name -> source.append("#include \"").append(headers.folder().resolve(name)).append("\"\n"));
        }
        try {
            Path file = Files.writeString(Files.createTempFile(temp, "order", ".cpp"), source);
            List<String> options = new ArrayList<>(headers.orchestrationOptions(runtime, arch));
            options.addAll(dialect);
            options.addAll(List.of("-D__CPU_SIM", "-D__DAV_CUBE__", "-fsyntax-only"));
            return Cxx.compile(options, file).output();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
