package org.chiptest.runtime.internal.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.platform.Capabilities;
import org.chiptest.runtime.platform.Platform;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescribedPlatformsTests {

    @TempDir
    Path folder;

    private final Map<String, String> settings = new HashMap<>();
    private Path project = Path.of("");
    private Path classes = Path.of("");

    @BeforeEach
    void makeFolders() throws IOException {
        project = Files.createDirectories(folder.resolve("project"));
        classes = Files.createDirectories(folder.resolve("classes"));
    }

    @Test
    void aPlatformOfAFileIsWhatItStandsForUnlessItSaysOtherwise() throws IOException {
        describe(project, """
                mysim.like=a2a3sim
                mysim.home=../build
                mysim.runtimes=hbg
                mysim.runs-per-process=200
                mysim.kernels.options=-O1 -std=c++20
                """);

        DescribedPlatform mysim = mysim();

        assertThat(mysim.like()).contains("a2a3sim");
        assertThat(mysim.architecture().name()).isEqualTo("a2a3");
        assertThat(mysim.runtimes()).containsExactly(RuntimeKind.HOST_BUILD_GRAPH);
        assertThat(mysim.capabilities().byDefault()).isFalse();
        assertThat(mysim.capabilities().limited()).isFalse();
        assertThat(mysim.capabilities().counters()).containsExactlyInAnyOrder(Counter.HOST_OPENS, Counter.AICPU_OPENS,
                Counter.RUNS);
        assertThat(mysim.capabilities().runsPerProcess()).isEqualTo(OptionalInt.of(200));
        assertThat(mysim.kernels().options()).containsExactly("-O1", "-std=c++20");
        assertThat(mysim.kernels().compilers()).isEmpty();
        assertThat(mysim.files().hosts(RuntimeKind.HOST_BUILD_GRAPH)).first()
                .isEqualTo(folder.resolve("build/a2a3/sim/host_build_graph/libhost_runtime.so"));
    }

    @Test
    void settingsWinOverTheProjectsFileAndThatOverTheClassPath() throws IOException {
        describe(classes, "mysim.like=a2a3sim\nmysim.home=/of/class/path\nmysim.devices=4\nmysim.reset=device");
        describe(project, "mysim.home=/of/project\nmysim.runs-per-process=3");
        settings.put("platform.mysim.runs-per-process", "5");
        settings.put("chiptest.platform.mysim.devices", "6");

        DescribedPlatform mysim = mysim();

        assertThat(mysim.files().hosts(RuntimeKind.HOST_BUILD_GRAPH)).first().asString().startsWith("/of/project/");
        assertThat(mysim.capabilities().runsPerProcess()).isEqualTo(OptionalInt.of(5));
        assertThat(mysim.capabilities().limited()).isTrue();
        assertThat(mysim.capabilities().reset()).isEqualTo(Capabilities.Reset.DEVICE);
    }

    @Test
    void theFileThatASettingNamesIsReadInsteadOfTheProjects() throws IOException {
        describe(project, "mysim.like=nowhere");
        Files.writeString(folder.resolve("mine.properties"), "mysim.like=a5sim\nmysim.home=here");
        settings.put("chiptest.platforms", "../mine.properties");

        assertThat(mysim().architecture().name()).isEqualTo("a5");
        assertThat(mysim().files().hosts(RuntimeKind.HOST_BUILD_GRAPH)).first().asString()
                .startsWith(folder.resolve("here").toString());
    }

    @Test
    void aPlatformMayBeDescribedBySettingsAlone() {
        settings.put("platform.mysim.like", "a2a3sim");
        settings.put("platform.mysim.host", "/opt/{runtime}.so");

        assertThat(mysim().files().hosts(RuntimeKind.TENSORMAP_AND_RINGBUFFER))
                .containsExactly(Path.of("/opt/tensormap_and_ringbuffer.so"));
    }

    @Test
    void propertiesOfOtherProgramsAreTheirs() {
        settings.put("platform.os.version", "12");
        settings.put("platform.name", "linux");

        assertThat(read().problems()).isEmpty();
        assertThat(read().all()).extracting(Platform::name).containsExactly("a2a3", "a2a3sim", "a5", "a5sim");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "mysim.hom=x | platform mysim: there is no key 'hom'; known: ",
        "mysim.hom=x | ; did you mean home?",
        "mysim.home=x | platform mysim does not say what it stands for; set mysim.like to one of a2a3, a2a3sim, a5, a5sim",
        "mysim.like=a2a3simm | platform mysim stands for 'a2a3simm', which is none; known: a2a3, a2a3sim, a5, a5sim; did you mean a2a3sim?",
        "mysim.runs-per-process=0 | platform mysim: runs-per-process=0: a whole number from 1 to 2147483647 can be",
        "mysim.runtimes=hgb | platform mysim: runtimes=hgb: there is no runtime 'hgb'; known: host_build_graph, hbg, ",
        "mysim.infra=( | platform mysim: infra=(: is no regular expression: Unclosed group",
        "mysim.litter=/tmp/* | platform mysim: litter=/tmp/*: '/tmp/*' could be anybody's; write an absolute name",
        "mysim.reset=yes | platform mysim: reset=yes: one of process, device can be",
        "mysim.renew-after=all | platform mysim: renew-after=all: 'all' is not the code of a run, such as -1",
        "a2a3sim.home=x | platform a2a3sim is brought by a jar, so it cannot be described; choose another name, with like=a2a3sim",
        "a2a3.like=a5 | platform a2a3 comes with chiptest and stands for itself; leave like out, or give it another name",
        "mysim.litter=/tmp/../etc/pass* | '/tmp/../etc/pass*' is no name of files; write an absolute name without . and ..",
        "mysim.needs-files=/dev/[a | '/dev/[a' is no name of files",
        "mysim.needs-files=dev/card | 'dev/card' is no name of files",
        "mysim.like=mysim | platform mysim stands for mysim itself; let mysim.like name a platform that is there without it",
        "hbg.like=a2a3sim | platform hbg has the name of a runtime; choose another name",
        "1sim.like=a2a3sim | '1sim.like' is no entry; write a platform's name, which begins with a letter, a dot and a key",
        "mysim=x | 'mysim' is no entry; write a platform's name, which begins with a letter, a dot and a key, such as mysim.home"})
    void whatCannotBeMeantIsSaidWithWhatCan(String entry, String message) throws IOException {
        describe(project, entry);
        assertThat(read().problems()).singleElement().asString().contains(message);
    }

    @Test
    void aFileMayComeFromAnyEditor() throws IOException {
        String text = """
                mysim.like = a2a3sim \s
                mysim.home = /opt/gerät\s
                mysim.runs-per-process = 5\s
                mysim.reset=
                mysim.renew-after=none
                mysim.litter=none
                """;
        describe(project, "\uFEFF" + text.replace("\n", "\r\n"));

        assertThat(mysim().files().hosts(RuntimeKind.HOST_BUILD_GRAPH)).first().asString().startsWith("/opt/gerät/");
        assertThat(mysim().capabilities().runsPerProcess()).isEqualTo(OptionalInt.of(5));
        assertThat(mysim().said().renewAfter()).isEmpty();
    }

    @Test
    void platformsMayStandForEachOtherInAnyOrderButNotInACircle() throws IOException {
        describe(project, "a.like=mysim\nmysim.like=a5sim");
        assertThat(mysim().architecture().name()).isEqualTo("a5");
        assertThat(read().described()).extracting(DescribedPlatform::name).contains("a", "mysim");

        describe(project, "a.like=b\nb.like=a");
        assertThat(read().problems()).hasSize(2).first().asString()
                .startsWith("platform b stands for a, which is described"
                        + " wrongly or stands for this one");
    }

    @Test
    void whatAFileSaysTwiceAndWhatCannotBeReadIsNamedWithTheFile() throws IOException {
        Path file = project.resolve(DescriptionSettings.FILE_NAME);
        describe(project, "mysim.like=a2a3sim\nmysim.like=a5sim");
        assertThat(read().problems()).containsExactly(
                file + ": 'mysim.like' is said twice, a2a3sim and a5sim; leave one out");

        describe(project, "mysim.like=a2a3sim\nmysim.home=C:\\users");
        assertThat(read().problems()).singleElement().asString().startsWith(file + ": Malformed").endsWith(
                " A backslash is written twice");
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        settings.put("chiptest.platforms", "nowhere.properties");
        assertThat(read().problems()).singleElement().asString()
                .startsWith("the descriptions of platforms in " + project.resolve("nowhere.properties")
                        + " cannot be read: ")
                .endsWith("; correct chiptest.platforms or leave it out");
    }

    @Test
    void aCardThatIsNotThereSaysAllThatIsMissingAndHowToGetIt() {
        Platform a2a3 = read().all().getFirst();

        assertThat(a2a3.missing().orElseThrow()).contains(" things are missing:").contains(
                "\n- a2a3, card and driver: there is no /dev/davinci* that this user can see"
                        + "\n  fix: install the driver of the card; ",
                "\n- a2a3, variable ASCEND_HOME_PATH: it is not set\n  fix: let the shell read the set_env.sh of the"
                        + " vendor's toolkit, or set -Dplatform.a2a3.environment.ASCEND_HOME_PATH",
                "\n- a2a3, runtime library: nobody has said where it is\n  fix: set -Dplatform.a2a3.home to the folder of its"
                        + " build, or -Dplatform.a2a3.host to the file",
                "\n- a2a3, compiler of kernels: none of ccec is on the PATH");
    }

    @Test
    void aPlatformThatIsThereLacksNothingAndNamesItsGeneration() throws IOException {
        PlantedRuntime planted = PlantedRuntime.in(folder.resolve("home"), ForeignGeneration.SECOND);
        describe(project, "mysim.like=a2a3sim\nmysim.runtimes=hbg\nmysim.home=" + planted.home());

        assertThat(mysim().missing()).isEmpty();
        assertThat(mysim().diagnosis()).extracting(each -> each.name() + ": " + each.detail()).contains(
                "mysim, library of host_build_graph: " + planted.home()
                        + "/libhost_runtime.so, generation 2 of the interface, all 43 symbols");
    }

    @Test
    void eachFileThatIsNotThereIsNamed() throws IOException {
        PlantedRuntime planted = PlantedRuntime.in(folder.resolve("home"), ForeignGeneration.FIRST);
        Files.delete(planted.home().resolve("libaicore_kernel.so"));
        describe(project, "mysim.like=a2a3sim\nmysim.runtimes=hbg\nmysim.home=" + planted.home()
                + "\nmysim.preload=/opt/libnowhere.so");

        assertThat(mysim().missing().orElseThrow()).startsWith("2 things are missing:")
                .contains("libnowhere.so of host_build_graph: there is no /opt/libnowhere.so")
                .contains("libaicore_kernel.so of host_build_graph: there is no " + planted.home()
                        + "/libaicore_kernel.so\n  fix: put it there, or name it: platform.mysim.aicpu");
    }

    @Test
    void anotherProcessIsGivenAllOfIt() throws IOException {
        PlantedRuntime planted = PlantedRuntime.in(folder.resolve("host_build_graph"), ForeignGeneration.FIRST);
        describe(project, "mysim.like=a2a3sim\nmysim.home=" + folder
                + "\nmysim.infra=Core \\\\d+ = busy\nmysim.aicpu=none\nmysim.preload=libs/libx.so,{home}/liby.so\nmysim.environment.A=b c={home}");

        ResolvedRuntime resolved = ResolvedRuntime.parse(mysim().description().orElseThrow());
        ForeignRuntime runtime = resolved.of(RuntimeKind.HOST_BUILD_GRAPH);

        assertThat(runtime.name()).isEqualTo("mysim");
        assertThat(runtime.files()).isEqualTo(new ForeignFiles(
                List.of(Path.of("libs/libx.so").toAbsolutePath(), folder.resolve("liby.so")),
                planted.home().resolve("libhost_runtime.so"),
                Optional.empty(), Optional.of(planted.home().resolve("libaicore_kernel.so")), Optional.empty()));
        assertThat(runtime.infrastructure().getFirst().matcher("Core 12 = busy").find()).isTrue();
        assertThat(resolved.said().environment()).containsOnly(Map.entry("A", "b c=" + folder));
    }

    private DescribedPlatform mysim() {
        DescribedPlatforms read = read();
        assertThat(read.problems()).isEmpty();
        return read.described().stream().filter(each -> each.name().equals("mysim")).findFirst().orElseThrow();
    }

    private DescribedPlatforms read() {
        try (URLClassLoader loader = new URLClassLoader(new URL[]{classes.toUri().toURL()}, null)) {
            return DescribedPlatforms.read(Platforms.load(getClass().getClassLoader()), settings::get,
                    settings.keySet(), project, loader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void describe(Path where, String text) throws IOException {
        Files.writeString(where.resolve(DescriptionSettings.FILE_NAME), text);
    }
}
