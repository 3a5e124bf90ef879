package org.chiptest.engine.internal.descriptor;

import java.util.List;
import java.util.Optional;

import org.chiptest.engine.internal.expectation.Expectations;
import org.chiptest.engine.internal.settings.Settings;
import org.chiptest.engine.internal.summary.ShardRecord;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;

/** The root of the test tree, which keeps the settings that it was made with. */
public final class ChipTestEngineDescriptor extends EngineDescriptor {

    private final Settings settings;
    private final Expectations expectations;
    private Optional<ShardRecord> shard = Optional.empty();
    private Optional<SelectionDescriptor> selection = Optional.empty();
    private List<FailingTestDescriptor> mistakes = List.of();

    /**
     * Stand for the engine.
     *
     * @param expectations what is expected of its tests
     */
    public ChipTestEngineDescriptor(UniqueId uniqueId, Settings settings, Expectations expectations) {
        super(uniqueId, "chiptest");
        this.settings = settings;
        this.expectations = expectations;
    }

    /** Note that it holds one part of all tests. */
    public void share(ShardRecord part) {
        shard = Optional.of(part);
    }

    /** Return which part of all tests it holds, if it is not all of them. */
    public Optional<ShardRecord> shard() {
        return shard;
    }

    /** Remember what is wrong with settings and expectations: a filter of the launcher may take it out of the tree. */
    public void rememberMistakes() {
        selection = getChildren().stream().filter(SelectionDescriptor.class::isInstance)
                .map(SelectionDescriptor.class::cast).findFirst();
        mistakes = selection.stream().flatMap(settings -> settings.getChildren().stream())
                .map(FailingTestDescriptor.class::cast).toList();
    }

    /** Return the parent of mistakes, whether it is in the tree or not. */
    public SelectionDescriptor selection() {
        return selection.orElseGet(() -> new SelectionDescriptor(this));
    }

    /** Return what was wrong with settings and expectations when the tests were discovered. */
    public List<FailingTestDescriptor> mistakes() {
        return mistakes;
    }

    /** Return what is expected of its tests. */
    public Expectations expectations() {
        return expectations;
    }

    /** Return the settings of the run. */
    public Settings settings() {
        return settings;
    }
}
