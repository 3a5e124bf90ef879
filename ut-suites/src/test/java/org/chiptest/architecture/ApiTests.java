package org.chiptest.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.redzone.Overrun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users see is known, changes only with its page, and names nothing that they do not see. */
class ApiTests {

    static List<String> modules() {
        return ApiDump.modules();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void thePageShowsAllPublicSignatures(String module) throws IOException {
        ApiDump dump = ApiDump.of(module);

        assertThat(Files.readString(dump.page())).as("%s; if the change is wanted, write it again in ut-suites with the"
                + " class path of the tests: java -cp $CP %s", dump.page(), ApiDump.class.getName())
                .isEqualTo(dump.text());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void noPublicSignatureNamesAnInternalType(String module) throws IOException {
        assertThat(ApiDump.of(module).leaks()).isEmpty();
    }

    @Test
    void aLeakIsFoundInEveryPartOfASignature() {
        assertThat(ApiDump.leaks(Leak.class)).hasSize(4).allMatch(each -> each.contains(Overrun.class.getName()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"st-suites", "consumer", "examples/kernels", "examples/golden", "examples/level3"})
    void suitesNameNothingInternal(String module) throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(Path.of("..", module, "src"))) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }

        assertThat(sources).isNotEmpty().allSatisfy(
                file -> assertThat(read(file)).doesNotContainPattern("org\\.chiptest\\.\\w+\\.internal"));
    }

    /** Name an internal type as an argument of a supertype, of a field, of a parameter, and in a nested type. */
    public abstract static class Leak implements Supplier<List<Overrun>> {

        protected List<? extends Overrun> field = List.of();
        List<Overrun> hidden = List.of();

        protected void method(Map<String, Overrun[]> parameter) {
            hidden = List.copyOf(parameter.values().stream().flatMap(Stream::of).toList());
        }

        public interface Nested {
            Overrun result();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
