package org.chiptest.engine.internal.declaration;

/** Say what a parameter of a scenario takes. */
public sealed interface InjectedParameter {

    /** Something that every test has one of. */
    enum Given implements InjectedParameter {
        WORKER, HOST, CONFIG, VARIANT, PLATFORM, ARCHITECTURE, RUNTIME, RANDOM, CONTEXT, GOLDEN_ARGS, FOLDER
    }

    /** The callable of this name. */
    record Callable(String name) implements InjectedParameter {}

    /** The data of the case, which is of this type. */
    record CaseData(Class<?> type) implements InjectedParameter {}
}
