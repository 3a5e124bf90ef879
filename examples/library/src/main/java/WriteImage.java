import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.SourceFile;
import org.chiptest.runtime.toolchain.Toolchain;
import org.chiptest.runtime.toolchain.ToolchainSettings;

/** Compile y = a x + y for a simulated a2a3, and write its image to a file: {@code WriteImage hbg|trb FOLDER_OF_SOURCES IMAGE}. */
final class WriteImage {

    private static final List<ArgDirection> SIGNATURE = List.of(ArgDirection.IN, ArgDirection.INOUT,
            ArgDirection.SCALAR);

    private WriteImage() {}

    public static void main(String[] words) throws IOException {
        RuntimeKind runtime = RuntimeKind.named(words[0]).orElseThrow();
        Path sources = Path.of(words[1]);
        try (Toolchain toolchain = Toolchain.open(ToolchainSettings.parse(System::getProperty, System.getenv()))) {
            byte[] orchestration = compile(toolchain, new CompileRequest.Orchestration(
                    SourceFile.of(sources.resolve(words[0] + ".cpp")), "a2a3", runtime, List.of(), "saxpy"));
            byte[] kernel = compile(toolchain, new CompileRequest.Kernel(
                    SourceFile.of(sources.resolve("saxpy_" + words[0] + ".cpp")), CoreType.AIV, "a2a3", runtime,
                    List.of(), "saxpy"));
            ChipCallable saxpy = ChipCallable.builder().signature(SIGNATURE).orchestration(orchestration)
                    .functionName(runtime == RuntimeKind.HOST_BUILD_GRAPH ? "build_saxpy" : "")
                    .child(0, CoreCallable.of(SIGNATURE, kernel)).build();
            Files.write(Path.of(words[2]), saxpy.image().toArray(ValueLayout.JAVA_BYTE));
        }
    }

    private static byte[] compile(Toolchain toolchain, CompileRequest request) {
        return toolchain.compile(request).join().toByteArray();
    }
}
