package org.chiptest.engine.internal.callable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.Variant;
import org.chiptest.engine.internal.journal.JobJournal;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.callable.CallableFormatException;
import org.chiptest.runtime.internal.foreign.DescribedPlatform;
import org.chiptest.runtime.internal.platform.PlatformDescription;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.toolchain.CompileService;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.CompileTarget;
import org.chiptest.runtime.toolchain.CoreType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody else has built goes into a callable as it is. */
class GivenBinariesTests {

    private static final ArgDirection IN = ArgDirection.IN;
    private static final ArgDirection OUT = ArgDirection.OUT;

    @TempDir
    Path folder;

    private final Platform simulation = Platforms.load(getClass().getClassLoader()).named("a2a3sim").orElseThrow();
    private final ChipCallable vector = TestToolchain.vector(RuntimeKind.HOST_BUILD_GRAPH);
    private final CompileService service = CompileService.open(TestToolchain.compiling());

    @BeforeEach
    void write() throws IOException {
        write("orchestration.so", vector.orchestration());
        for (int i = 0; i < vector.childCount(); i++) {
            write("kernel" + i + ".so", vector.child(i).binary());
        }
        write("vector.image", vector.image());
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void anOrchestrationAndKernelsThatAreCompiledStandInForSources() {
        CallableSpec spec = CallableSpec.orchestrationBinary(path("orchestration.so")).entry("build_example_graph")
                .signature(IN, IN, OUT).kernelBinary(0, CoreType.AIV, path("kernel0.so"), IN, IN, OUT)
                .kernelBinary(1, CoreType.AIV, path("kernel1.so"), IN, OUT)
                .kernelBinary(2, CoreType.AIV, path("kernel2.so"), IN, IN, OUT);

        assertThat(compile(spec, simulation)).isEqualTo(vector);
    }

    @Test
    void aWholeImageIsTakenAsItIs() {
        assertThat(compile(CallableSpec.image(path("vector.image")), simulation)).isEqualTo(vector);
    }

    @Test
    void anImageThatIsNoneIsNamed() throws IOException {
        Files.writeString(folder.resolve("vector.image"), "no image");
        assertThatExceptionOfType(CallableFormatException.class)
                .isThrownBy(() -> compile(CallableSpec.image(path("vector.image")), simulation))
                .withMessageStartingWith(path("vector.image") + ": callable image: truncated");
    }

    @Test
    void nothingIsSaidBesideAnImage() {
        assertThatExceptionOfType(InvalidCallableException.class)
                .isThrownBy(() -> compile(CallableSpec.image(path("vector.image")).entry("other"), simulation))
                .withMessage("the image '" + path("vector.image")
                        + "' has its own entry, signature and kernels; leave out what is said beside it");
    }

    @Test
    void aBinaryThatIsNotThereIsNamed() {
        assertThatExceptionOfType(InvalidCallableException.class)
                .isThrownBy(() -> compile(CallableSpec.image("nowhere.image"), simulation))
                .withMessageStartingWith("the image 'nowhere.image' was not found: ");
    }

    @Test
    void ofAKernelForACardTheMachineCodeIsTaken() throws IOException {
        Files.writeString(folder.resolve("kernel.cpp"), "extern \"C\" int kernel_entry() { return 7; }");
        CompileTarget objects = new CompileTarget(List.of("g++"), List.of("-O2"), List.of(), CompileTarget.Form.TEXT,
                false);
        Platform card = new DescribedPlatform(PlatformDescription.named("card"), simulation.architecture(),
                DescribedPlatform.ofCards(objects, CompileTarget.HOST_ORCHESTRATIONS));
        CallableSpec spec = CallableSpec.orchestrationBinary(path("orchestration.so")).entry("build_example_graph")
                .kernel(0, CoreType.AIV, path("kernel.cpp")).kernelBinary(1, CoreType.AIV, path("kernel0.so"));

        ChipCallable callable = compile(spec, card);

        byte[] code = callable.child(0).binary().toArray(ValueLayout.JAVA_BYTE);
        assertThat(code).hasSizeLessThan(32).endsWith((byte) 0xc3);
        assertThat(callable.child(1).binary().mismatch(vector.child(0).binary())).isEqualTo(-1);
    }

    @Test
    void onCardsTheHostRunsOrchestrationsOfHostBuildGraphAndTheAicpuTheOthers() {
        Platform a2a3 = Platforms.load(getClass().getClassLoader()).named("a2a3").orElseThrow();
        assertThat(a2a3.orchestrations(RuntimeKind.HOST_BUILD_GRAPH).compilers()).isEmpty();
        assertThat(a2a3.orchestrations(RuntimeKind.TENSORMAP_AND_RINGBUFFER).compilers())
                .containsExactly("aarch64-linux-gnu-g++");
        assertThat(a2a3.kernels().form()).isEqualTo(CompileTarget.Form.TEXT);
    }

    private ChipCallable compile(CallableSpec spec, Platform platform) {
        return new ToolchainCompiler(service, new JobJournal())
                .compile(CallableResolver.resolve("given", spec, getClass(),
                        new Variant(platform, RuntimeKind.HOST_BUILD_GRAPH)))
                .join();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void write(String name, MemorySegment bytes) throws IOException {
        Files.write(folder.resolve(name), bytes.toArray(ValueLayout.JAVA_BYTE));
    }
}
