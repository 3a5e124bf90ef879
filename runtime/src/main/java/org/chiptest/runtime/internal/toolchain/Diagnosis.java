package org.chiptest.runtime.internal.toolchain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.chiptest.runtime.toolchain.ToolchainException;
import org.chiptest.runtime.toolchain.ToolchainSettings;

/** Check one by one what compiling needs. */
public final class Diagnosis {

    private final ToolchainSettings settings;
    private final List<Prerequisite> prerequisites = new ArrayList<>();

    private Diagnosis(ToolchainSettings settings) {
        this.settings = settings;
    }

    /** Check what compiling needs, and say how to get what is missing. */
    public static List<Prerequisite> of(ToolchainSettings settings) {
        return new Diagnosis(settings).examine();
    }

    /** Return what the compiler of orchestrations says of its version, or why there is none. */
    public static String compilerVersion(ToolchainSettings settings) {
        try (CompileService service = CompileService.open(settings)) {
            return service.compiler(settings.compilers().orchestrations()).version();
        } catch (ToolchainException e) {
            return "none: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
    }

    private List<Prerequisite> examine() {
        try (CompileService service = CompileService.open(settings)) {
            found("compile cache", settings.cache().directory().toString());
            compiler(service, "compiler of kernels", settings.compilers().kernels());
            if (compiler(service, "compiler of orchestrations", settings.compilers().orchestrations())) {
                shim(service);
            }
        } catch (CacheUnusableException e) {
            missing("compile cache", String.valueOf(e.getMessage()),
                    "choose a folder of your own with " + CompileSettings.CACHE);
        }
        settings.isa().ifPresent(this::isa);
        return List.copyOf(prerequisites);
    }

    private boolean compiler(CompileService service, String name, List<String> candidates) {
        try {
            Compiler compiler = service.compiler(candidates);
            found(name, compiler.executable() + ", " + compiler.version());
            return true;
        } catch (CompilerNotFoundException e) {
            missing(name, String.valueOf(e.getMessage()), CompilerLookup.FIX);
            return false;
        }
    }

    /** Compiling the shim needs what everything else needs: headers of the C and C++ libraries, assembler, linker. */
    private void shim(CompileService service) {
        String name = "C++ library and linker";
        try {
            CompiledLibrary shim = service.compile(new CompileRequest.Shim()).join();
            found(name, "the runtime's shim is compiled: " + shim.file());
            sanitizer(service, Sanitizer.ADDRESS);
            sanitizer(service, Sanitizer.UNDEFINED);
        } catch (CompletionException e) {
            missing(name, e.getCause() == null ? e.toString() : String.valueOf(e.getCause().getMessage()),
                    CompilerLookup.FIX);
        }
    }

    private void sanitizer(CompileService service, Sanitizer sanitizer) {
        String name = "sanitizer " + sanitizer.id() + ", if asked for";
        try {
            found(name, service.sanitizerLibrary(sanitizer).file().toString());
        } catch (SanitizerNotFoundException e) {
            prerequisites.add(Prerequisite.absent(name, String.valueOf(e.getMessage()), CompilerLookup.fix(sanitizer,
                    service.compiler(settings.compilers().kernels()))));
        }
    }

    private void isa(Path folder) {
        String name = "instruction library";
        if (Files.isDirectory(folder.resolve("include/pto"))) {
            found(name, folder.toString());
        } else {
            missing(name, "no folder " + folder.resolve("include/pto"),
                    "let " + CompileSettings.ISA + " name the folder that holds include/pto, or leave it out");
        }
    }

    private void found(String name, String detail) {
        prerequisites.add(Prerequisite.found(name, detail));
    }

    private void missing(String name, String detail, String fix) {
        prerequisites.add(Prerequisite.missing(name, detail, fix));
    }
}
