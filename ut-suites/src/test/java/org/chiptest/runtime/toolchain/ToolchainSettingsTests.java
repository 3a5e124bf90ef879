package org.chiptest.runtime.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.chiptest.runtime.internal.toolchain.CacheUnusableException;
import org.chiptest.runtime.internal.toolchain.CompileSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolchainSettingsTests {

    private static final Map<String, String> HOME = Map.of("user.home", "/home/me");

    @Test
    void nothingSetMeansTheDefaults() {
        ToolchainSettings settings = ToolchainSettings.parse(HOME::get, Map.of());

        assertThat(settings.cache()).isEqualTo(
                new ToolchainSettings.Cache(Path.of("/home/me/.cache/chiptest"), Duration.ofDays(30), 2048L << 20));
        assertThat(settings.compilers().parallelism()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(settings.compilers().kernels()).containsExactly("g++-15", "g++");
        assertThat(settings.compilers().orchestrations()).containsExactly("g++");
        assertThat(settings.isa()).isEmpty();
        assertThat(settings.compilers().deadline()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void everySettingIsRead() {
        Map<String, String> properties = Map.of(CompileSettings.CACHE.name(), "/fast/disk",
                CompileSettings.CACHE_DAYS.name(),
                "3",
                CompileSettings.CACHE_MEBIBYTES.name(), "64", CompileSettings.PARALLELISM.name(), " 5 ",
                CompileSettings.KERNEL_COMPILER.name(), "g++-16, /opt/g++",
                CompileSettings.ORCHESTRATION_COMPILER.name(),
                "g++-12",
                CompileSettings.ISA.name(), "/opt/isa", CompileSettings.DEADLINE.name(), "7");

        ToolchainSettings settings = ToolchainSettings.parse(properties::get, Map.of());

        assertThat(settings.cache())
                .isEqualTo(new ToolchainSettings.Cache(Path.of("/fast/disk"), Duration.ofDays(3), 64L << 20));
        assertThat(settings.compilers().parallelism()).isEqualTo(5);
        assertThat(settings.compilers().kernels()).containsExactly("g++-16", "/opt/g++");
        assertThat(settings.compilers().orchestrations()).containsExactly("g++-12");
        assertThat(settings.isa()).contains(Path.of("/opt/isa"));
        assertThat(settings.compilers().deadline()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void theCacheFollowsTheXdgVariableIfItIsAbsolute() {
        assertThat(ToolchainSettings.parse(HOME::get, Map.of("XDG_CACHE_HOME", "/caches")).cache().directory())
                .isEqualTo(Path.of("/caches/chiptest"));
        assertThat(ToolchainSettings.parse(HOME::get, Map.of("XDG_CACHE_HOME", "caches")).cache().directory())
                .isEqualTo(Path.of("/home/me/.cache/chiptest"));
    }

    @Test
    void theInstructionLibraryFollowsItsVariable() {
        assertThat(ToolchainSettings.parse(HOME::get, Map.of("PTO_ISA_ROOT", "/opt/pto")).isa())
                .contains(Path.of("/opt/pto"));
        assertThat(ToolchainSettings.parse(HOME::get, Map.of("PTO_ISA_ROOT", "")).isa()).isEmpty();
    }

    @Test
    void withoutAHomeTheCacheMustBeSet() {
        assertThatExceptionOfType(CacheUnusableException.class)
                .isThrownBy(() -> ToolchainSettings.parse(Map.of("user.home", "?")::get, Map.of()))
                .withMessage("No home folder to keep the compile cache in; set chiptest.compile.cache");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "chiptest.compile.parallelism | many | setting chiptest.compile.parallelism=many: 'many' is not a whole number from 1 to 2147483647",
        "chiptest.compile.parallelism | 0 | setting chiptest.compile.parallelism=0: '0' is not a whole number from 1 to 2147483647",
        "chiptest.compile.deadline | -1 | setting chiptest.compile.deadline=-1: '-1' is not a whole number from 1 to 2147483647",
        "chiptest.compile.cache-days | 99999999999 | setting chiptest.compile.cache-days=99999999999: '99999999999' is not a whole number from 1 to 2147483647",
        "chiptest.compile.kernel-compiler | , | setting chiptest.compile.kernel-compiler=,: ',' names no compiler"})
    void aBadValueIsNamed(String name, String value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> ToolchainSettings.parse(asked -> asked.equals(name) ? value : HOME.get(asked), Map.of()))
                .withMessage(message);
    }
}
