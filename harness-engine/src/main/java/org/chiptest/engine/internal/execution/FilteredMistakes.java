package org.chiptest.engine.internal.execution;

import java.util.ArrayList;
import java.util.List;

import org.chiptest.engine.internal.declaration.DeclaredTest.Readiness;
import org.chiptest.engine.internal.descriptor.ChipTestEngineDescriptor;
import org.chiptest.engine.internal.descriptor.FailingTestDescriptor;
import org.chiptest.engine.internal.descriptor.ScenarioDescriptor;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.descriptor.WrongDeclarations;
import org.junit.platform.engine.TestDescriptor;

/**
 * Bring tests back that stand for mistakes and that a filter of the launcher has taken out of the tree, as it goes by tags: without them
 * what they explain would be skipped, or missing, and the run would pass.
 */
final class FilteredMistakes {

    private final ChipTestEngineDescriptor engine;
    private final List<TestDescriptor> restored = new ArrayList<>();

    private FilteredMistakes(ChipTestEngineDescriptor engine) {
        this.engine = engine;
    }

    /** Put them into the tree, and return what is new in it, parents first. */
    static List<TestDescriptor> restore(ChipTestEngineDescriptor engine) {
        FilteredMistakes mistakes = new FilteredMistakes(engine);
        boolean anyLeft = !engine.getChildren().isEmpty();
        engine.mistakes().stream().filter(each -> each.getParent().isEmpty())
                .filter(each -> anyLeft || each.isSelection()).forEach(mistakes::restore);
        // with shards the failed test of a declaration may be part of another one
        if (engine.shard().isEmpty()) {
            mistakes.restoreBelow(engine);
        }
        return mistakes.restored;
    }

    private void restore(FailingTestDescriptor mistake) {
        if (!engine.getChildren().contains(engine.selection())) {
            add(engine, engine.selection());
        }
        add(engine.selection(), mistake);
    }

    private void add(TestDescriptor parent, TestDescriptor child) {
        parent.addChild(child);
        restored.add(child);
    }

    private void restoreBelow(TestDescriptor parent) {
        for (TestDescriptor child : List.copyOf(parent.getChildren())) {
            if (child instanceof ScenarioTestDescriptor test && parent instanceof ScenarioDescriptor scenario
                    && test.declared().readiness() instanceof Readiness.Blocked) {
                restored.addAll(WrongDeclarations.addAround(scenario));
            }
            restoreBelow(child);
        }
    }
}
