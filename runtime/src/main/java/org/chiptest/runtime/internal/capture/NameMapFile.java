package org.chiptest.runtime.internal.capture;

import org.chiptest.runtime.capture.RecordedRun;

/** Write {@code name_map_<label>.json}: what viewers call the kernels of a run. */
final class NameMapFile {

    private static final int LEVEL = 2;

    private NameMapFile() {}

    static void write(RecordedRun run, Appendable out) {
        Json json = new Json(out).open('{').field("level", LEVEL).field("orchestrator_name", run.label())
                .key("callable_id_to_name").open('{');
        run.functions().forEach(function -> json.field(String.valueOf(function.funcId()), function.name()));
        json.close('}').close('}');
    }
}
