package org.chiptest.runtime.internal.toolchain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.chiptest.runtime.internal.files.Sha256;
import org.chiptest.runtime.toolchain.CompileTarget;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.chiptest.runtime.toolchain.SourceFile;

/**
 * One command of the compiler with one source, ready to be looked up or run.
 *
 * @param name        what messages call it
 * @param source the source
 * @param compiler the compiler
 * @param form what it makes
 * @param options options before the folders
 * @param roots where files are looked for, the source's own folder first
 * @param objects compiled parts that go in before the source
 * @param libraries options after the source
 * @param environment the variables that may change the result, each as name=value
 */
record CompilePlan(RequestName name, SourceFile source, Compiler compiler, CompileTarget.Form form,
        List<String> options,
        IncludeRoots roots, List<CompiledLibrary> objects, List<String> libraries, List<String> environment) {

    public CompilePlan {
        options = List.copyOf(options);
        objects = List.copyOf(objects);
        libraries = List.copyOf(libraries);
        environment = List.copyOf(environment);
    }

    /**
     * Return the key under which all compilations are kept that can differ only by what the source includes.
     *
     * @param sourceDigest the digest of the source
     */
    String key(String sourceDigest) {
        return new Sha256().field("chiptest 1").fields(compiler.identity()).field(form.option()).fields(options)
                .fields(roots.labels())
                .fields(namesFolders() ? roots.prefixMaps() : List.of()).field(source.fileName()).field(sourceDigest)
                .fields(objects.stream().map(CompiledLibrary::digest).toList()).fields(libraries).fields(environment)
                .hex();
    }

    /**
     * Return the command that writes the result and the list of files it has read.
     *
     * @param key the key of this plan, which seeds the names that must differ between the parts of a library
     * @param files where the command reads and writes
     */
    List<String> command(String key, Files files) {
        List<String> command = new ArrayList<>(compileOptions());
        command.addAll(roots.prefixMaps());
        command.addAll(List.of("-ffile-prefix-map=" + files.folder + "=.", "-frandom-seed=" + key, "-MD", "-MF",
                files.dependencies().toString(), "-MT", DependencyFile.TARGET));
        command.addAll(inputs(files.output(extension()), files.objects(objects.size())));
        return command;
    }

    /** Return the same command for a person to run in any folder. */
    List<String> repeatableCommand() {
        List<String> command = new ArrayList<>(compileOptions());
        String name = source.fileName();
        String stem = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
        command.addAll(inputs(Path.of(stem + extension()), objects.stream().map(CompiledLibrary::file).toList()));
        return command;
    }

    /** The files of one run of the compiler. */
    record Files(Path folder) {

        Path output(String extension) {
            return folder.resolve("output" + extension);
        }

        Path dependencies() {
            return folder.resolve("dependencies");
        }

        List<Path> objects(int count) {
            return IntStream.range(0, count).mapToObj(number -> folder.resolve("part" + number + ".o")).toList();
        }
    }

    /** Return the extension of the result. */
    String extension() {
        return form.extension();
    }

    /** Tell whether the result names folders whatever the options map: the lines in reports of undefined behaviour do. */
    private boolean namesFolders() {
        return options.containsAll(Sanitizer.UNDEFINED.options());
    }

    private List<String> compileOptions() {
        List<String> command = new ArrayList<>();
        command.add(compiler.executable().toString());
        command.add(form.option());
        command.addAll(options);
        return command;
    }

    private List<String> inputs(Path output, List<Path> parts) {
        List<String> command = new ArrayList<>(roots.searchOptions());
        command.addAll(List.of("-o", output.toString()));
        parts.forEach(part -> command.add(part.toString()));
        command.add(source.path().toString());
        command.addAll(libraries);
        return command;
    }
}
