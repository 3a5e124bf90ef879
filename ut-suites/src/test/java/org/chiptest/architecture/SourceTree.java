package org.chiptest.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import org.jspecify.annotations.Nullable;

/** What the project's files declare: types with their members, words of C++, and the files themselves. */
final class SourceTree {

    private static final Set<String> GENERATED = Set.of("target", ".git", ".cifuzz-corpus", "allure-results", ".idea",
            ".vscode");
    private static final Pattern CPP_TYPE = Pattern
            .compile("\\b(?:struct|class|enum class|enum|union|using)\\s+(?:alignas\\(\\w+\\)\\s+)?([A-Za-z_]\\w*)");
    private static final Pattern WORD = Pattern.compile("\\w+");

    private final Path root;
    private final Set<String> files = new TreeSet<>();
    private final Set<String> folders = new HashSet<>();
    private final Set<String> packages = new HashSet<>();
    private final Map<String, List<Type>> types = new HashMap<>();
    private final Set<String> members = new HashSet<>();
    private final Set<String> words = new HashSet<>();

    private record Type(String packageName, Set<String> members, Set<String> supertypes) {}

    private SourceTree(Path root) {
        this.root = root;
    }

    /** Read all sources below a folder. */
    static SourceTree read(Path root) throws IOException {
        SourceTree tree = new SourceTree(root);
        tree.listFiles();
        tree.parseJava();
        tree.readCpp();
        return tree;
    }

    /** Tell whether a path leads into a folder that a build or a tool makes, which no tree has. */
    static boolean isGenerated(Path path) {
        for (Path name : path) {
            if (GENERATED.contains(name.toString())) {
                return true;
            }
        }
        return false;
    }

    /** Return all files with one of these endings, as paths below the root. */
    List<Path> files(String... endings) {
        return files.stream().filter(file -> List.of(endings).stream().anyMatch(file::endsWith)).map(Path::of).toList();
    }

    /** Tell whether there is such a file or folder below the root or beside a page; of a file the end of its path is enough. */
    boolean hasPath(String path, Path page) {
        String beside = page.resolveSibling(path).normalize().toString();
        String wanted = Path.of(path).normalize().toString();
        return files.contains(wanted) || files.contains(beside) || folders.contains(wanted) || folders.contains(beside)
                || files.stream().anyMatch(file -> file.endsWith("/" + wanted));
    }

    /** Tell whether there is such a folder at the top. */
    boolean hasModule(String name) {
        return folders.contains(name);
    }

    boolean hasPackage(String name) {
        return packages.contains(name);
    }

    /** Tell whether a type is declared, in a package that ends with {@code packageEnd} unless that is empty. */
    boolean hasType(String packageEnd, String name) {
        return types.getOrDefault(name, List.of()).stream().anyMatch(type -> isIn(type, packageEnd));
    }

    /** Tell whether a type, or one that it extends or implements, declares a member. */
    boolean hasMember(String packageEnd, String type, String member) {
        return types.getOrDefault(type, List.of()).stream().filter(each -> isIn(each, packageEnd))
                .anyMatch(each -> each.members().contains(member)
                        || each.supertypes().stream().anyMatch(above -> hasMember("", above, member)));
    }

    /** Tell whether any type declares a member. */
    boolean hasMember(String member) {
        return members.contains(member);
    }

    /** Tell whether a word occurs in any source. */
    boolean hasWord(String word) {
        return words.contains(word);
    }

    private static boolean isIn(Type type, String packageEnd) {
        return packageEnd.isEmpty() || ("." + type.packageName()).endsWith("." + packageEnd);
    }

    private void listFiles() throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (isGenerated(root.relativize(folder))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                folders.add(root.relativize(folder).toString());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(root.relativize(file).toString());
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void parseJava() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            List<Path> sources = files(".java").stream().map(root::resolve).toList();
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null,
                    manager.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                String packageName = String.valueOf(unit.getPackageName());
                packages.add(packageName);
                new Declarations(packageName).scan(unit, null);
            }
            for (Path source : sources) {
                addWords(source);
            }
        }
    }

    private void readCpp() {
        for (Path file : files(".cpp", ".h")) {
            String text = addWords(root.resolve(file));
            Set<String> inFile = new HashSet<>(WORD.matcher(text).results().map(word -> word.group()).toList());
            CPP_TYPE.matcher(text).results().map(type -> type.group(1))
                    .forEach(name -> add(name, new Type("", inFile, Set.of())));
        }
    }

    private String addWords(Path file) {
        try {
            String text = Files.readString(file);
            WORD.matcher(text).results().forEach(word -> words.add(word.group()));
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private void add(String name, Type type) {
        types.computeIfAbsent(name, missing -> new ArrayList<>()).add(type);
    }

    private final class Declarations extends TreeScanner<@Nullable Void, @Nullable Void> {

        private final String packageName;

        Declarations(String packageName) {
            this.packageName = packageName;
        }

        @Override
        public @Nullable Void visitClass(ClassTree declared, @Nullable Void unused) {
            Set<String> own = new HashSet<>();
            for (Tree member : declared.getMembers()) {
                switch (member) {
                    case MethodTree method -> own.add(method.getName().toString());
                    case VariableTree field -> own.add(field.getName().toString());
                    case ClassTree nested -> own.add(nested.getSimpleName().toString());
                    default -> {
                        // an initializer has no name
                    }
                }
            }
            Set<String> supertypes = new HashSet<>();
            if (declared.getExtendsClause() != null) {
                supertypes.add(simpleName(declared.getExtendsClause()));
            }
            declared.getImplementsClause().forEach(type -> supertypes.add(simpleName(type)));
            members.addAll(own);
            add(declared.getSimpleName().toString(), new Type(packageName, own, supertypes));
            return super.visitClass(declared, null);
        }

        private static String simpleName(Tree type) {
            return type.toString().replaceFirst("<.*", "").replaceFirst(".*\\.", "");
        }
    }
}
