package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompileTarget;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.SourceFile;

/** Decide how requests are compiled: which compiler, which options, which folders, in which order. */
final class CompilePlanner {

    private final ShippedSources shipped;
    private final Optional<Path> isa;
    private final List<String> environment;

    public CompilePlanner(ShippedSources shipped, Optional<Path> isa, List<String> environment) {
        this.shipped = shipped;
        this.isa = isa;
        this.environment = environment;
    }

    public CompilePlan kernel(CompileRequest.Kernel request, Compiler compiler) throws IOException {
        CompileTarget target = request.target();
        List<String> options = kernelOptions(request, compiler.isClang());
        options.addAll(request.sanitizer().options());
        List<IncludeRoots.Root> roots = new ArrayList<>();
        roots.add(sourceRoot(request.source()));
        isa.ifPresent(folder -> {
            roots.add(new IncludeRoots.Root("isa", folder.resolve("include")));
            roots.add(new IncludeRoots.Root("isa-pto", folder.resolve("include/pto")));
        });
        roots.addAll(shipped.forKernels(request.runtime(), request.architecture(), target));
        roots.addAll(extra(request.includeDirectories()));
        return new CompilePlan(RequestName.of(request), request.source(), compiler, target.form(), options,
                new IncludeRoots(roots), List.of(), List.of(), environment);
    }

    /** Return the options of a kernel, but for folders and sanitizers. */
    static List<String> kernelOptions(CompileRequest.Kernel request, boolean clang) {
        List<String> options = new ArrayList<>(request.target().options());
        if (clang) {
            options.add("-Wno-macro-redefined"); // g++ has no such warning
        }
        options.add("-D" + request.core().macro());
        options.addAll(unloadable(clang));
        return options;
    }

    /** Plan the parts that are compiled once and go into every orchestration of the same target. */
    public List<CompilePlan> framework(CompileRequest.Orchestration request, Compiler compiler) throws IOException {
        List<CompilePlan> plans = new ArrayList<>();
        for (SourceFile source : shipped.frameworkSources(request.runtime())) {
            List<String> options = orchestrationOptions(request, compiler);
            List<IncludeRoots.Root> roots = new ArrayList<>();
            roots.add(sourceRoot(source));
            roots.addAll(shipped.forOrchestrations(request.runtime(), request.architecture(), request.target()));
            roots.add(shipped.orchestrationInterface(request.runtime()));
            plans.add(new CompilePlan(
                    new RequestName("the framework file " + source.fileName() + " of " + request.runtime().id(), ""),
                    source, compiler, CompileTarget.Form.OBJECT, options, new IncludeRoots(roots), List.of(), List.of(),
                    environment));
        }
        return plans;
    }

    public CompilePlan orchestration(CompileRequest.Orchestration request, Compiler compiler,
            List<CompiledLibrary> framework)
            throws IOException {
        List<String> options = orchestrationOptions(request, compiler);
        options.add("-Wl,--build-id=sha1");
        List<IncludeRoots.Root> roots = new ArrayList<>();
        roots.add(sourceRoot(request.source()));
        roots.addAll(shipped.forOrchestrations(request.runtime(), request.architecture(), request.target()));
        roots.addAll(extra(request.includeDirectories()));
        roots.add(shipped.orchestrationInterface(request.runtime()));
        return new CompilePlan(RequestName.of(request), request.source(), compiler, request.target().form(), options,
                new IncludeRoots(roots), framework, List.of(), environment);
    }

    public CompilePlan shim(CompileRequest.Shim request, Compiler compiler) throws IOException {
        SourceFile source = shipped.shim();
        List<String> options = new ArrayList<>(List.of("-O2", "-fPIC", "-std=c++17", "-Wall", "-g1"));
        options.addAll(unloadable(compiler.isClang()));
        // from the folder above, so that the lines of stacks begin with a name that no files of users have
        IncludeRoots roots = new IncludeRoots(
                List.of(new IncludeRoots.Root(IncludeRoots.SOURCE, source.folder().resolveSibling(""))));
        return new CompilePlan(RequestName.of(request), source, compiler, CompileTarget.Form.SHARED_OBJECT, options,
                roots, List.of(), List.of("-ldl", "-pthread"), environment);
    }

    public CompilePlan hostRuntime(CompileRequest.HostRuntime request, Compiler compiler) throws IOException {
        SourceFile source = shipped.hostRuntime(request.part());
        List<String> options = new ArrayList<>(
                List.of("-O2", "-fPIC", "-std=c++17", "-Wall", "-g1", "-fvisibility=hidden"));
        options.addAll(unloadable(compiler.isClang()));
        IncludeRoots roots = new IncludeRoots(
                List.of(new IncludeRoots.Root(IncludeRoots.SOURCE, source.folder().resolveSibling(""))));
        return new CompilePlan(RequestName.of(request), source, compiler, CompileTarget.Form.SHARED_OBJECT, options,
                roots, List.of(), List.of("-ldl", "-pthread"), environment);
    }

    private static List<String> orchestrationOptions(CompileRequest.Orchestration request, Compiler compiler) {
        List<String> options = new ArrayList<>(request.target().options());
        options.addAll(unloadable(compiler.isClang()));
        options.addAll(request.sanitizer().options());
        return options;
    }

    /** A symbol that is unique in the process would keep a library loaded for ever and tie its copies together. */
    private static List<String> unloadable(boolean clang) {
        return clang ? List.of() : List.of("-fno-gnu-unique");
    }

    private static IncludeRoots.Root sourceRoot(SourceFile source) {
        return new IncludeRoots.Root(IncludeRoots.SOURCE, source.folder());
    }

    private static List<IncludeRoots.Root> extra(List<Path> folders) {
        List<IncludeRoots.Root> roots = new ArrayList<>();
        for (Path folder : folders) {
            roots.add(new IncludeRoots.Root("extra" + roots.size(), folder.toAbsolutePath()));
        }
        return roots;
    }
}
