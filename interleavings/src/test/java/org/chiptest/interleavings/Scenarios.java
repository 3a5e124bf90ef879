package org.chiptest.interleavings;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.chiptest.interleavings.schedule.Scenario;

/** The scenarios of the pieces that are too large for jcstress, by the classes that have them. */
final class Scenarios {

    private static final List<String> CLASSES = List.of("runtime.internal.hierarchy.graph.TaskGraphSchedules",
            "runtime.internal.graph.SchedulerSchedules", "runtime.internal.worker.DeviceThreadSchedules",
            "runtime.internal.worker.BackgroundRunSchedules", "runtime.internal.mailbox.MailboxSchedules",
            "runtime.internal.process.parent.ChildSchedules", "runtime.process.ChipPoolSchedules",
            "engine.internal.lease.DevicePoolSchedules");

    private Scenarios() {}

    /** Return the names of all scenarios. */
    static List<String> all() {
        return CLASSES.stream().flatMap(Scenarios::in).sorted().toList();
    }

    private static Stream<String> in(String name) {
        try {
            return Arrays.stream(Class.forName("org.chiptest." + name).getDeclaredClasses())
                    .filter(Scenario.class::isAssignableFrom)
                    .filter(each -> !Modifier.isAbstract(each.getModifiers())).map(Class::getName);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class with scenarios is missing: " + name, e);
        }
    }
}
