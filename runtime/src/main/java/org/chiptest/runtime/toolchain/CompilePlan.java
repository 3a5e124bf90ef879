package org.chiptest.runtime.toolchain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One command of the compiler with one source, ready to be looked up or run.
 *
 * @param description what messages call it
 * @param source the source
 * @param compiler the compiler
 * @param options options before the folders
 * @param roots where files are looked for, the source's own folder first
 * @param objects compiled parts that go in before the source
 * @param libraries options after the source
 * @param environment the variables that may change the result, each as name=value
 */
record CompilePlan(String description, SourceFile source, Compiler compiler, List<String> options, IncludeRoots roots,
        List<CompiledLibrary> objects, List<String> libraries, List<String> environment) {

    CompilePlan {
        options = List.copyOf(options);
        objects = List.copyOf(objects);
        libraries = List.copyOf(libraries);
        environment = List.copyOf(environment);
    }

    /**
     * Returns the key under which all compilations are kept that can differ only by what the source includes.
     *
     * @param sourceDigest the digest of the source
     */
    String key(String sourceDigest) {
        return new Sha256().field("chiptest 1").fields(compiler.identity()).fields(options).fields(roots.labels())
                .field(source.fileName()).field(sourceDigest)
                .fields(objects.stream().map(CompiledLibrary::digest).toList()).fields(libraries).fields(environment)
                .hex();
    }

    /** Returns the command that writes the result and the list of files it has read. */
    List<String> command(Path folder, Path output, Path dependencies) {
        List<String> command = new ArrayList<>(compileOptions());
        command.addAll(List.of("-ffile-prefix-map=" + folder + "=.", "-MD", "-MF", dependencies.toString(), "-MT",
                DependencyFile.TARGET));
        command.addAll(inputs(output.toString()));
        return command;
    }

    /** Returns the same command for a person to run in any folder. */
    List<String> repeatableCommand() {
        List<String> command = new ArrayList<>(compileOptions());
        String name = source.fileName();
        command.addAll(inputs(name.substring(0, Math.max(1, name.lastIndexOf('.'))) + extension()));
        return command;
    }

    /** Returns the extension of the result. */
    String extension() {
        return options.contains("-c") ? ".o" : ".so";
    }

    private List<String> compileOptions() {
        List<String> command = new ArrayList<>();
        command.add(compiler.executable().toString());
        command.addAll(options);
        command.addAll(roots.prefixMaps());
        return command;
    }

    private List<String> inputs(String output) {
        List<String> command = new ArrayList<>(roots.searchOptions());
        command.addAll(List.of("-o", output));
        objects.forEach(object -> command.add(object.file().toString()));
        command.add(source.path().toString());
        command.addAll(libraries);
        return command;
    }
}
