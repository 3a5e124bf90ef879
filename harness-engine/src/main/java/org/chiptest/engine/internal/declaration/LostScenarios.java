package org.chiptest.engine.internal.declaration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.support.descriptor.ClassSource;

/**
 * A class that has scenarios and was selected, or stands in one that was, and that is not run for that.
 *
 * @param type   the class
 * @param reason why it is not
 */
public record LostScenarios(Class<?> type, Reason reason) {

    /** The most names of classes in one message. */
    private static final int TOLD = 4;

    /** Why nobody runs a class with scenarios. */
    private enum Reason {
        /** Only classes that extend or implement it can be. */
        BASE,
        /** It stands in a method. */
        LOCAL,
        /** It is a test class, but not the one around it, which was selected. */
        MEMBER,
        /** It is no test class. */
        UNMARKED
    }

    /** Find them in a class that was selected, and in its member classes. */
    public static List<LostScenarios> in(Class<?> selected) {
        List<LostScenarios> lost = new ArrayList<>();
        boolean inTestClass = ClassReader.isTestClass(selected);
        if (!inTestClass && !ClassReader.scenarioMethods(selected).isEmpty()) {
            lost.add(new LostScenarios(selected, reason(selected)));
        }
        for (Class<?> member : selected.getDeclaredClasses()) {
            if (!inTestClass && ClassReader.isTestClass(member)) {
                lost.add(new LostScenarios(member, Reason.MEMBER));
            }
            // whatever else is lost in a test class is a failed test of its declaration
            in(member).stream().filter(each -> !inTestClass || each.reason == Reason.BASE && !isNested(each.type))
                    .forEach(lost::add);
        }
        return lost;
    }

    private static Reason reason(Class<?> type) {
        if (type.isInterface() || ModifierSupport.isAbstract(type)) {
            return Reason.BASE;
        }
        return type.isLocalClass() || type.isAnonymousClass() ? Reason.LOCAL : Reason.UNMARKED;
    }

    /** Word what to tell of those that no class of the run takes along. */
    public static List<DiscoveryIssue> warnings(Collection<LostScenarios> lost, Set<Class<?>> run) {
        Map<Class<?>, List<String>> members = new LinkedHashMap<>();
        List<DiscoveryIssue> warnings = new ArrayList<>();
        for (LostScenarios each : lost.stream().filter(each -> !each.isRunBy(run)).toList()) {
            if (each.reason == Reason.MEMBER) {
                members.computeIfAbsent(each.type.getEnclosingClass(), _ -> new ArrayList<>())
                        .add(each.type.getSimpleName());
            } else {
                warnings.add(warning(each.type, "class " + each.type.getName() + each.why()));
            }
        }
        members.forEach((type, names) -> warnings.add(warning(type, "class " + type.getName() + " is no test class, so"
                + " nobody runs the test classes in it: " + told(names) + "; annotate " + type.getSimpleName()
                + " with @ChipTest too, or move them into files of their own")));
        return warnings;
    }

    private static DiscoveryIssue warning(Class<?> type, String message) {
        return DiscoveryIssue.builder(DiscoveryIssue.Severity.WARNING, message).source(ClassSource.from(type)).build();
    }

    private static String told(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(TOLD, names.size())))
                + (names.size() > TOLD ? " and " + (names.size() - TOLD) + " more" : "");
    }

    private boolean isRunBy(Set<Class<?>> run) {
        return reason == Reason.BASE ? run.stream().anyMatch(type::isAssignableFrom) : run.contains(type);
    }

    private String why() {
        return switch (reason) {
            case BASE -> (type.isInterface()
                    ? " is an interface, and no class of this run implements"
                    : " is abstract, and no class of this run extends")
                    + " it, so nobody runs its scenarios; run one that does";
            case LOCAL -> " is a local class, so nobody runs its scenarios; make it a class of its own";
            case MEMBER, UNMARKED -> " has scenarios that nobody runs; annotate "
                    + (isNested(type) ? type.getEnclosingClass().getSimpleName() : "it") + " with @ChipTest";
        };
    }

    private static boolean isNested(Class<?> type) {
        return type.isMemberClass() && ForeignAnnotation.isOn(type, ClassReader.NESTED);
    }

    /** Say what looks like a scenario or a class of scenarios within a test class, and would not run. */
    static List<Problem> within(Class<?> type) {
        List<Problem> problems = new ArrayList<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            addClasses(type, each, problems);
        }
        return problems;
    }

    private static void addClasses(Class<?> type, Class<?> declaring, List<Problem> problems) {
        for (Class<?> member : declaring.getDeclaredClasses()) {
            String name = "class " + member.getSimpleName();
            String wrong = isNested(member) ? wrongNested(member, type, declaring) : wrongMember(member);
            if (!wrong.isEmpty()) {
                problems.add(new Problem(name, name + wrong));
            }
        }
    }

    /** Member classes whose scenarios would not run are mistakes of the class around them. */
    private static String wrongMember(Class<?> member) {
        if (!ClassReader.hasLostScenarios(member)) {
            return "";
        }
        return " has scenarios that nobody runs; " + (ModifierSupport.isStatic(member)
                ? "annotate it with @ChipTest"
                : "annotate it with @Nested, or make it static and annotate it with @ChipTest");
    }

    private static String wrongNested(Class<?> member, Class<?> type, Class<?> declaring) {
        if (member.isInterface() || member.isRecord() || member.isEnum()) {
            return " is @Nested and no inner class, as " + kind(member) + " is always static; make it an inner class";
        }
        if (ModifierSupport.isAbstract(member)) {
            return " is @Nested and abstract, so nobody runs it; leave abstract out, or take @Nested from it and "
                    + "give it to the classes that extend it";
        }
        if (declaring != type) {
            return " is @Nested in the superclass " + declaring.getSimpleName()
                    + ", and nested classes are not inherited; move it into " + type.getSimpleName();
        }
        return ClassReader.isNestedTestClass(member)
                ? ""
                : " is @Nested and static; leave static out, or annotate it with @ChipTest instead";
    }

    private static String kind(Class<?> type) {
        return type.isInterface() ? "an interface" : type.isRecord() ? "a record" : "an enum";
    }
}
