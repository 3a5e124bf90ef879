package org.chiptest.engine.internal.execution;

import java.io.IOException;
import java.util.Optional;

import org.chiptest.engine.internal.history.Hindsight;
import org.chiptest.engine.internal.history.History;
import org.chiptest.engine.internal.history.HistoryFile;
import org.chiptest.engine.internal.history.HistoryRecorder;
import org.chiptest.engine.internal.settings.EngineSettings;
import org.chiptest.engine.internal.summary.RunSummary;

/** What earlier runs say of the tests of this one, and what it adds to them. */
final class RunHistory {

    private final Optional<HistoryFile> file;
    private final HistoryRecorder recorder;
    private final RunSummary summary;
    private final History past;

    /** Read the history; one that cannot be read costs no run its results. */
    RunHistory(Optional<HistoryFile> file, HistoryRecorder recorder, RunSummary summary) {
        this.file = file;
        this.recorder = recorder;
        this.summary = summary;
        this.past = read();
    }

    private History read() {
        if (file.isEmpty()) {
            return History.NONE;
        }
        try {
            return file.get().read();
        } catch (IOException e) {
            summary.warned("the history cannot be read, so nothing is known of earlier runs" + remedy(e));
            return History.NONE;
        }
    }

    private String remedy(IOException why) {
        return "; name another file by -D" + EngineSettings.HISTORY + ", or none, instead of "
                + file.orElseThrow().path() + " (" + why + ")";
    }

    /** Return what is known of earlier runs. */
    History past() {
        return past;
    }

    /** Tell the summary how this run differs from earlier ones. */
    void compare() {
        Hindsight hindsight = new Hindsight(past);
        summary.compared(hindsight.sentences(recorder.entries()));
        summary.compared(hindsight.pastOf(recorder.entries()));
    }

    /** Add this run; a history that cannot be written costs it no results. */
    void keep() {
        file.ifPresent(kept -> {
            try {
                kept.append(recorder.entries());
            } catch (IOException e) {
                summary.warned("this run cannot be added to the history" + remedy(e));
            }
        });
    }
}
