package org.chiptest.runtime.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CallConfigTests {

    private static final CallConfig DEFAULTS = CallConfig.defaults();

    @Test
    void defaultsAreThoseOfTheSpecification() {
        assertThat(DEFAULTS).isEqualTo(new CallConfig(24, 3, new Diagnostics(0, 0, 0, 0, ""), RunSettings.unset()));
    }

    @Test
    void theTextSpellsTheFieldsAsTheReferenceDoes() {
        assertThat(DEFAULTS).hasToString("CallConfig(block_dim=24, aicpu_thread_num=3, enable_l2_swimlane=False,"
                + " enable_dump_tensor=False, enable_pmu=0, enable_dep_gen=False, output_prefix='')");
        assertThat(DEFAULTS.withL2Swimlane(1).withPmu(2).withOutputPrefix("out"))
                .hasToString("CallConfig(block_dim=24, aicpu_thread_num=3, enable_l2_swimlane=True,"
                        + " enable_dump_tensor=False, enable_pmu=2, enable_dep_gen=False, output_prefix='out')");
    }

    @Test
    void eachFieldIsChangedAlone() {
        RunSettings settings = RunSettings.unset().withTaskWindow(8);

        assertThat(DEFAULTS.withBlockDim(1))
                .isEqualTo(new CallConfig(1, 3, new Diagnostics(0, 0, 0, 0, ""), RunSettings.unset()));
        assertThat(DEFAULTS.withAicpuThreadNum(1))
                .isEqualTo(new CallConfig(24, 1, new Diagnostics(0, 0, 0, 0, ""), RunSettings.unset()));
        assertThat(DEFAULTS.withL2Swimlane(1))
                .isEqualTo(new CallConfig(24, 3, new Diagnostics(1, 0, 0, 0, ""), RunSettings.unset()));
        assertThat(DEFAULTS.withDumpTensor(1))
                .isEqualTo(new CallConfig(24, 3, new Diagnostics(0, 1, 0, 0, ""), RunSettings.unset()));
        assertThat(DEFAULTS.withPmu(1))
                .isEqualTo(new CallConfig(24, 3, new Diagnostics(0, 0, 1, 0, ""), RunSettings.unset()));
        assertThat(DEFAULTS.withDepGen(1))
                .isEqualTo(new CallConfig(24, 3, new Diagnostics(0, 0, 0, 1, ""), RunSettings.unset()));
        assertThat(DEFAULTS.withOutputPrefix("p"))
                .isEqualTo(new CallConfig(24, 3, new Diagnostics(0, 0, 0, 0, "p"), RunSettings.unset()));
        assertThat(DEFAULTS.withSettings(settings))
                .isEqualTo(new CallConfig(24, 3, new Diagnostics(0, 0, 0, 0, ""), settings));
    }

    static Stream<Arguments> diagnostics() {
        return Stream.of(Arguments.of(DEFAULTS.withL2Swimlane(1), "enable_l2_swimlane"),
                Arguments.of(DEFAULTS.withDumpTensor(1), "enable_dump_tensor"),
                Arguments.of(DEFAULTS.withPmu(2), "enable_pmu"), Arguments.of(DEFAULTS.withDepGen(1), "enable_dep_gen"),
                Arguments.of(DEFAULTS.withL2Swimlane(2).withDumpTensor(1).withPmu(4).withDepGen(1),
                        "enable_l2_swimlane, enable_dump_tensor, enable_pmu, enable_dep_gen"));
    }

    @ParameterizedTest
    @MethodSource("diagnostics")
    void aDiagnosticWithoutAnOutputPrefixIsRefused(CallConfig config, String names) {
        assertThatThrownBy(config::validate).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("output_prefix is empty, but diagnostics are on (" + names
                        + "); set the folder that their files go to, or switch them off");
    }

    @ParameterizedTest
    @MethodSource("diagnostics")
    void aDiagnosticWithAnOutputPrefixIsValid(CallConfig config, String names) {
        assertThat(config.diagnostics().on()).as(names).isTrue();
        assertThatCode(config.withOutputPrefix("out")::validate).as(names).doesNotThrowAnyException();
    }

    @Test
    void noDiagnosticsNeedNoOutputPrefix() {
        assertThat(DEFAULTS.diagnostics().on()).isFalse();
        assertThatCode(DEFAULTS::validate).doesNotThrowAnyException();
    }

    @Test
    void anOutputPrefixOf1023BytesIsTheLongest() {
        assertThat(DEFAULTS.withOutputPrefix("x".repeat(1023)).diagnostics().outputPrefix()).hasSize(1023);
        assertThatThrownBy(() -> DEFAULTS.withOutputPrefix("x".repeat(1024)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("output_prefix takes 1024 bytes, at most 1023 are possible; choose a shorter folder");
    }

    @Test
    void theOutputPrefixIsMeasuredInBytes() {
        assertThatThrownBy(() -> DEFAULTS.withOutputPrefix("ä".repeat(512)))
                .hasMessageStartingWith("output_prefix takes 1024 bytes");
    }

    @Test
    void aNulInTheOutputPrefixIsRefused() {
        assertThatThrownBy(() -> DEFAULTS.withOutputPrefix("a\0b")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("output_prefix contains a NUL character at index 1; it would end there");
    }
}
