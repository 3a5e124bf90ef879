package org.chiptest.engine.internal.execution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import org.chiptest.engine.internal.callable.CallableCompiler;
import org.chiptest.engine.internal.device.DeviceSource;
import org.chiptest.engine.internal.device.HostSource;
import org.chiptest.engine.internal.history.HistoryFile;
import org.chiptest.engine.internal.summary.RunSummary;

/** What a run needs from outside; closed at its end, after all devices. */
public interface ExecutionResources extends AutoCloseable {

    /** Return what compiles callables. */
    CallableCompiler compiler();

    /** Return where devices come from. */
    DeviceSource devices();

    /** Return where the workers of level 3 come from. */
    HostSource hosts();

    /** Return the history that the run is added to, if there is to be one. */
    Optional<HistoryFile> history();

    /**
     * Report what is known of the run; called before the first test and after the last, or when the JVM ends.
     *
     * @param file the summary's file as the settings name it
     */
    void report(RunSummary summary, Path file);

    /**
     * Keep what is known of the run so far, where it is reported: should this JVM be killed, that is what is left.
     *
     * @throws IOException if it cannot be kept now
     */
    void keep(RunSummary summary, Path file) throws IOException;

    /**
     * Have something done if the JVM ends meanwhile, as by {@code System.exit} of a test.
     *
     * @return what takes that back
     */
    Runnable onExit(Runnable action);

    /** Tell those who started the run, such as a CI engine, what became of it; once, when all is reported. */
    void announce(RunSummary summary);

    /** Release everything. */
    @Override
    void close();
}
