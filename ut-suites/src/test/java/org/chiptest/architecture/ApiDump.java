package org.chiptest.architecture;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Write down what a module shows: its public types outside {@code internal} with their public and protected members, one a line,
 * generated from the classes that are on the class path. Order and text do not depend on the machine.
 */
final class ApiDump {

    private static final Path MODULES = Path.of("..");
    private static final Path PAGES = MODULES.resolve(Path.of("docs", "api"));
    private static final Pattern INTERNAL = Pattern.compile("\\borg\\.chiptest\\.(?:\\w+\\.)*internal\\.");
    private static final Pattern PACKAGE = Pattern.compile("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])");
    /** What every record and enum has, and says nothing. */
    private static final Set<String> GIVEN = Set.of("equals", "hashCode", "toString", "valueOf", "values");

    private final String module;
    private final List<Class<?>> types;

    private ApiDump(String module, List<Class<?>> types) {
        this.module = module;
        this.types = types;
    }

    /** Modules that users see something of, by their folders. */
    static List<String> modules() {
        return List.of("runtime", "platforms", "diagnostics", "harness-engine");
    }

    /** Write all pages again; run with the class path of the tests, in their module. */
    public static void main(String[] args) throws IOException {
        Files.createDirectories(PAGES);
        for (String module : modules()) {
            ApiDump dump = of(module);
            Files.writeString(dump.page(), dump.text());
        }
    }

    /** Find the types of a module by its sources, and load them. */
    static ApiDump of(String module) throws IOException {
        Path sources = MODULES.resolve(module).resolve(Path.of("src", "main", "java"));
        try (Stream<Path> files = Files.walk(sources)) {
            return new ApiDump(module, files.map(sources::relativize).map(Path::toString)
                    .filter(name -> name.endsWith(".java") && !name.endsWith("package-info.java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()).replace('/', '.'))
                    .filter(name -> !INTERNAL.matcher(name).find()).sorted().<Class<?>>map(ApiDump::load)
                    .filter(type -> Modifier.isPublic(type.getModifiers())).toList());
        }
    }

    Path page() {
        return PAGES.resolve(module + ".txt");
    }

    /** The whole page. */
    String text() {
        Set<String> packages = types.stream().map(Class::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        StringBuilder text = new StringBuilder("chiptest-" + module + ": " + types.size() + " public types in "
                + packages.size() + " packages outside internal\n");
        for (String name : packages) {
            text.append('\n').append(name).append('\n');
            types.stream().filter(type -> type.getPackageName().equals(name)).flatMap(type -> lines(type, "  "))
                    .forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }

    /** Return a sentence for each signature that names a type which users do not see. */
    List<String> leaks() {
        return types.stream().flatMap(ApiDump::leaks).toList();
    }

    /** Return the same for one type and those in it. */
    static Stream<String> leaks(Class<?> type) {
        return signatures(type).filter(each -> INTERNAL.matcher(each).find())
                .map(each -> type.getName() + " names an internal type: " + each);
    }

    private static Stream<String> lines(Class<?> type, String indent) {
        Stream<String> members = Stream.of(fields(type), constructors(type), methods(type)).flatMap(each -> each);
        return Stream.concat(Stream.of(indent + shortened(head(type))),
                Stream.concat(members.map(line -> indent + "  " + shortened(line)),
                        nested(type).flatMap(each -> lines(each, indent + "  "))));
    }

    private static Stream<String> signatures(Class<?> type) {
        return Stream.of(Stream.of(head(type)), fields(type), constructors(type), methods(type),
                nested(type).flatMap(ApiDump::signatures)).flatMap(each -> each);
    }

    private static String head(Class<?> type) {
        String above = Stream.of(Stream.ofNullable(type.getGenericSuperclass()).filter(ApiDump::isWorthNaming),
                Arrays.stream(type.getGenericInterfaces()).filter(each -> !type.isAnnotation()))
                .flatMap(each -> each).map(Type::getTypeName).collect(Collectors.joining(", "));
        return type.toGenericString().replace('$', '.') + (above.isEmpty() ? "" : " : " + above.replace('$', '.'));
    }

    private static boolean isWorthNaming(Type superclass) {
        String name = superclass.getTypeName();
        return superclass != Object.class && superclass != Record.class && !name.startsWith("java.lang.Enum<");
    }

    private static Stream<Class<?>> nested(Class<?> type) {
        return sorted(Arrays.asList(type.getDeclaredClasses()), ApiDump::isShown, Class::getName);
    }

    private static Stream<String> fields(Class<?> type) {
        return sorted(Arrays.asList(type.getDeclaredFields()), ApiDump::isShown, Field::getName)
                .map(field -> annotations(field) + unqualified(field, field.toGenericString()));
    }

    private static Stream<String> constructors(Class<?> type) {
        return sorted(Arrays.asList(type.getDeclaredConstructors()), ApiDump::isShown,
                Constructor::toGenericString).map(Constructor::toGenericString);
    }

    private static Stream<String> methods(Class<?> type) {
        boolean given = type.isRecord() || type.isEnum();
        return sorted(Arrays.asList(type.getDeclaredMethods()),
                method -> isShown(method) && !(given && GIVEN.contains(method.getName())),
                method -> method.getName() + " " + method.toGenericString())
                .map(method -> annotations(method) + unqualified(method, method.toGenericString())
                        + (method.getDefaultValue() == null ? "" : " default"));
    }

    /** Leave away whose member it is. */
    private static String unqualified(Member member, String signature) {
        return signature.replace(member.getDeclaringClass().getTypeName() + "." + member.getName(), member.getName());
    }

    private static String annotations(AnnotatedElement element) {
        return element.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "";
    }

    private static boolean isShown(Class<?> type) {
        return isShown(type.getModifiers());
    }

    private static boolean isShown(Member member) {
        return isShown(member.getModifiers()) && !member.isSynthetic();
    }

    private static boolean isShown(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static <T> Stream<T> sorted(Collection<T> all, Predicate<? super T> shown,
            Function<? super T, String> key) {
        List<T> list = new ArrayList<>(all);
        list.removeIf(each -> !shown.test(each));
        list.sort(Comparator.comparing(key));
        return list.stream();
    }

    /** Leave packages away: their types are found by their names, and the first lines of a block have the package. */
    private static String shortened(String signature) {
        return PACKAGE.matcher(signature.replace('$', '.')).replaceAll("");
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiDump.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name + " has a source file but no class; compile the module", e);
        }
    }
}
