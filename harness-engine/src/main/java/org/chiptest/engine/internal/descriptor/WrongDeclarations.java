package org.chiptest.engine.internal.descriptor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.chiptest.engine.internal.declaration.Problem;
import org.junit.platform.engine.TestDescriptor;

/** What is wrong with the declarations of classes and scenarios, and the tests that fail for it. */
public final class WrongDeclarations {

    private WrongDeclarations() {}

    /** Return what is wrong with the declaration of a class or scenario. */
    public static List<Problem> of(TestDescriptor descriptor) {
        return switch (descriptor) {
            case ClassDescriptor parent -> parent.declared().problems();
            case ScenarioDescriptor parent -> parent.declared().problems();
            default -> List.of();
        };
    }

    /** Make the test that fails for something that is wrong with a class or scenario. */
    public static FailingTestDescriptor test(TestDescriptor parent, Problem problem) {
        return FailingTestDescriptor.declaration(parent, problem, switch (parent) {
            case ClassDescriptor type -> type.declared().disabled();
            case ScenarioDescriptor scenario -> scenario.declared().disabled();
            default -> Optional.empty();
        });
    }

    /**
     * Add those tests to a scenario and the classes around it: a test that points at the failed test of a declaration takes it along,
     * whatever was selected.
     *
     * @return those that were not there
     */
    public static List<FailingTestDescriptor> addAround(ScenarioDescriptor scenario) {
        List<FailingTestDescriptor> added = new ArrayList<>();
        for (Optional<TestDescriptor> each = Optional.of(scenario); each.isPresent(); each = each.get().getParent()) {
            TestDescriptor around = each.get();
            for (Problem problem : of(around)) {
                FailingTestDescriptor test = test(around, problem);
                if (!around.getChildren().contains(test)) {
                    around.addChild(test);
                    added.add(test);
                }
            }
        }
        return added;
    }
}
