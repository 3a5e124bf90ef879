package org.chiptest.engine.internal.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.chiptest.engine.internal.BundledRuntime;
import org.chiptest.engine.internal.callable.ToolchainCompiler;
import org.chiptest.engine.internal.conformance.Conformance.Finding;
import org.chiptest.engine.internal.device.DeviceSource;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.engine.internal.journal.JobJournal;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.foreign.ForeignGeneration;
import org.chiptest.runtime.internal.foreign.PlantedRuntime;
import org.chiptest.runtime.internal.json.JsonReader;
import org.chiptest.runtime.internal.process.parent.ChildDeviceOpener;
import org.chiptest.runtime.internal.toolchain.CompileService;
import org.chiptest.runtime.internal.worker.InProcessDevice;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.process.WorkerSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConformanceTests {

    private static final String NEVER_RETURNS = "stalls.aKernelThatNeverReturnsEndsWithItsRun";
    private static final String CYCLE = "stalls.aGraphThatCannotEndEndsWithItsRun";

    @TempDir
    Path folder;

    private CompileService toolchain;

    @BeforeAll
    void open() {
        toolchain = CompileService.open(TestToolchain.compiling());
    }

    @AfterAll
    void close() {
        toolchain.close();
    }

    @Test
    void ourRuntimeKeepsToEveryRule() {
        Conformance found = look(platform(Map.of(), "a2a3sim"), this::inProcess, "a2a3sim", "graphs=5");

        assertThat(found.findings()).extracting(Finding::line).noneMatch(line -> line.startsWith("differs"));
        assertThat(found.findings()).filteredOn(each -> each.verdict() instanceof RuleVerdict.CannotSay)
                .extracting(Finding::rule).as("what cannot be looked at in this process").containsOnly(NEVER_RETURNS);
        assertThat(found.holds()).isTrue();
    }

    @Test
    void aProcessOfOurRuntimeLeaksNothingAndEndsWithAKernelThatNeverReturns() {
        Conformance found = look(platform(Map.of(), "a2a3sim"), this::inChild, "a2a3sim", "runtime=trb",
                "rules=leaks.*," + NEVER_RETURNS);

        assertThat(found.findings()).hasSize(5).extracting(Finding::verdict)
                .allMatch(RuleVerdict.Conforms.class::isInstance);
    }

    /** The small runtime of these tests leaves out tasks that cannot run, which is a difference that is known of it. */
    @ParameterizedTest
    @CsvSource({"'', ''", "any-config, codes.aicpuThreadsAreChecked codes.blockDimIsChecked",
        "code-is-lost, codes.whatAnOrchestrationReturnsIsTheCode", "copies-nothing, codes.deviceMemoryIsCopiedAndFreed",
        "few-words, limits.aTaskTakesAsManyArgumentsAsThereMayBe",
        "loses-edges, graphs.computeWhatTheirTasksComputeOneAfterTheOther",
        "keeps-libraries, libraries.anUnregisteredOneIsClosedAndOpenedAnew"})
    void whatARuntimeDoesWrongIsTold(String fault, String rules) throws IOException {
        Conformance found = lookAtPlanted(fault, this::inProcess, "graphs=5");

        assertThat(differing(found)).containsExactlyInAnyOrder(rules.isEmpty() ? new String[0] : rules.split(" "));
        assertThat(found.holds()).isEqualTo(rules.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"few-ids, prepared.sixtyFourIdsAreTheLimit", "prepares-twice, prepared.doublePrepareIsRefused",
        "forgets-nothing, prepared.unregisteredIdCanBePreparedAgain"})
    void whatARuntimeDoesWrongWithIdsIsAmongWhatIsTold(String fault, String rule) throws IOException {
        assertThat(differing(lookAtPlanted(fault, this::inProcess, "rules=prepared.*"))).contains(rule);
    }

    @Test
    void whatARuntimeLeaksIsTold() throws IOException {
        Conformance found = lookAtPlanted("leaks", this::inChild, "rules=leaks.*");

        assertThat(differing(found)).containsExactlyInAnyOrder("leaks.descriptors", "leaks.mappings", "leaks.threads",
                "leaks.files");
        assertThat(found.problems()).contains("[34, 34, 34] more descriptors");
    }

    @Test
    void ofARuntimeWhoseProcessHasToBeKilledForAStallThereIsNoTelling() throws IOException {
        Conformance found = lookAtPlanted("", this::inChild, "rules=" + NEVER_RETURNS, "stall=1");

        assertThat(found.findings()).singleElement().satisfies(each -> assertThat(each.line())
                .isEqualTo(
                        "cannot say hbg " + NEVER_RETURNS + ": within 1 s it does not end the run, and its process is"
                                + " killed then, which harms no other; give it longer by stall="));
    }

    @Test
    void ofALibraryWhoseHeadersDoNotShipThereIsNoTelling() throws IOException {
        Platform planted = planted(ForeignGeneration.SECOND, "");

        Conformance found = look(planted, this::inProcess, "planted", "rules=codes.blockDim*");

        assertThat(found.findings()).singleElement().satisfies(each -> assertThat(each.line())
                .startsWith("cannot say hbg codes.blockDimIsChecked: the library is of generation 2"));
        assertThat(found.holds()).isTrue();
    }

    @Test
    void aDifferenceThatIsKnownAndGoneIsAProblem() throws IOException {
        Path known = Files.writeString(folder.resolve("known"), "codes.blockDimIsChecked | it takes any number\n");

        Conformance found = look(planted(ForeignGeneration.FIRST, ""), this::inProcess, "planted",
                "rules=codes.blockDim*", "known=" + known);

        assertThat(found.problems())
                .isEqualTo(
                        "conforms   hbg codes.blockDimIsChecked: but it is known to differ (it takes any number); take"
                                + " it off the list");
    }

    @Test
    void aLineOfKnownDifferencesThatIsNoneIsNamed() throws IOException {
        Path known = Files.writeString(folder.resolve("known"), "# none\nhbg codes.noSuchRule | never mind\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> look(planted(ForeignGeneration.FIRST, ""), this::inProcess, "planted",
                        "rules=codes.blockDim*", "known=" + known))
                .withMessageContaining(
                        "line 2 of " + known + " is 'hbg codes.noSuchRule | never mind'; write RULE | REASON");
    }

    @Test
    void thePageNeedsNothingElseAndTheJsonSaysTheSame() throws IOException {
        Conformance found = lookAtPlanted("any-config", this::inProcess, "rules=codes.blockDim*," + CYCLE);
        found.write(folder.resolve("out"));

        assertThat(Files.readString(folder.resolve("out/conformance.html")))
                .contains("<h1>Conformance of planted</h1>", "prefers-color-scheme: dark",
                        "<td class=\"word differs\">differs !</td><td>codes.blockDimIsChecked</td>"
                                + "<td>a run with block dim 0 succeeds, but must fail with code -1</td>"
                                + "<td>docs/contract/devices.md#run</td>",
                        "known, what cannot run is left out: a run that cannot end succeeds")
                .doesNotContain("<script", "src=", "http:");
        Map<String, Object> json = JsonReader.readObject(Files.readString(folder.resolve("out/conformance.json")));
        assertThat(json).containsEntry("platform", "planted").containsEntry("holds", false);
        assertThat(json.get("rules")).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(2)
                .first().asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("rule", "codes.blockDimIsChecked").containsEntry("verdict", "differs")
                .containsEntry("problem", true);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {"graphs=5, no platform is named", "a2a3sim a5sim, are several platforms",
        "a2a3sim graph=5, 'graph' cannot be said", "a2a3sim graphs=many, graphs=many is no number",
        "a2a3sim runtime=x, 'x' is no runtime"})
    void wordsThatCannotBeMeantAreRefused(String words, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> KitChoice.parse(List.of(words.split(" ")), 1))
                .withMessageContaining(message);
    }

    @Test
    void aRuleThatThereIsNotIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> look(platform(Map.of(), "a2a3sim"), this::inProcess, "a2a3sim", "rules=code.*"))
                .withMessageContaining("there is no rule 'code.*', but [prepared.");
    }

    /** What opens devices of a platform. */
    private interface Place {

        Device.Opener opener(Platform platform, RuntimeKind runtime);
    }

    private Device.Opener inProcess(Platform platform, RuntimeKind runtime) {
        return InProcessDevice.opener(platform, runtime, TestToolchain.shim(), folder);
    }

    private Device.Opener inChild(Platform platform, RuntimeKind runtime) {
        WorkerSettings settings = TestToolchain.settings(folder);
        return new ChildDeviceOpener(platform.name(), runtime,
                platform.description().map(settings::withPlatformDescription).orElse(settings));
    }

    private Conformance lookAtPlanted(String fault, Place place, String... words) throws IOException {
        Path known = Files.writeString(folder.resolve("known"), "hbg " + CYCLE + " | what cannot run is left out\n");
        return look(planted(ForeignGeneration.FIRST, fault), place,
                Stream.concat(Stream.of("planted", "known=" + known), Stream.of(words)).toArray(String[]::new));
    }

    private Platform planted(ForeignGeneration generation, String fault) {
        Path home = PlantedRuntime.in(folder.resolve("planted"), generation, fault).home();
        return platform(Map.of("platform.planted.like", "a2a3sim", "platform.planted.home", home.toString(),
                "platform.planted.runtimes", "hbg"), "planted");
    }

    private static Platform platform(Map<String, String> settings, String name) {
        return BundledRuntime.platforms(settings::get, settings.keySet()).all().stream()
                .filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    private Conformance look(Platform platform, Place place, String... words) {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        DeviceSource devices = (kind, deviceId) -> OpenDevice
                .withoutLog(place.opener(kind.variant().platform(), kind.variant().runtime()).open(deviceId));
        return Conformance.of(platform, devices, new ToolchainCompiler(toolchain, new JobJournal()),
                KitChoice.parse(List.of(words), System.nanoTime()),
                new PrintStream(console, true, StandardCharsets.UTF_8));
    }

    private static List<String> differing(Conformance found) {
        return found.findings().stream().filter(Finding::isProblem).map(Finding::rule).toList();
    }
}
