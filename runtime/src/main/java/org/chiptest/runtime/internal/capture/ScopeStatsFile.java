package org.chiptest.runtime.internal.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.ScopeUse;
import org.chiptest.runtime.capture.RecordedRun.State;

/** Write {@code scope_stats/scope_stats.jsonl}: how full the rings were when scopes began and ended. */
final class ScopeStatsFile {

    static final String NAME = "scope_stats/scope_stats.jsonl";

    private static final int VERSION = 6;
    private static final int RINGS = 4;

    private ScopeStatsFile() {}

    static void write(RecordedRun run, RecordingFacts facts, Appendable out) {
        List<ScopeUse> scopes = run.scopes();
        Json head = new Json(out).open('{').field("version", VERSION)
                .field("fatal", run.state() != State.COMPLETED).field("dropped", facts.lost())
                .field("total", scopes.size());
        limits(head, "task_window_max", scopes, ScopeUse::windowMax);
        limits(head, "heap_max", scopes, ScopeUse::heapMax);
        limits(head, "dep_pool_max", scopes, ScopeUse::dependencyPoolMax);
        head.field("tensormap_max", scopes.stream().mapToLong(ScopeUse::tensorMapMax).max().orElse(0)).close('}');
        for (ScopeUse scope : scopes) {
            endLine(out);
            String end = scope.begin() ? "_start" : "_end";
            new Json(out).open('{').field("site", scope.site()).field("phase", scope.begin() ? "begin" : "end")
                    .field("depth", scope.depth()).field("ring", scope.ring())
                    .field("task_window" + end, scope.windowUsed()).field("heap" + end, scope.heapUsed())
                    .field("dep_pool" + end, scope.dependencyPoolUsed()).field("tensormap", scope.tensorMapUsed())
                    .close('}');
        }
        endLine(out);
    }

    private static void limits(Json head, String name, List<ScopeUse> scopes, ToLongFunction<ScopeUse> limit) {
        head.numbers(name, IntStream.range(0, RINGS).mapToObj(ring -> scopes.stream()
                .filter(scope -> scope.ring() == ring).mapToLong(limit).max().orElse(0)).toList());
    }

    private static void endLine(Appendable out) {
        try {
            out.append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
