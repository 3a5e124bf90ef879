package org.chiptest.api;

import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.capture.RecordedRun;

/** Tell a scenario where and as what it runs. */
public interface ScenarioContext {

    /** Return the platform and runtime. */
    Variant variant();

    /** Return the case. */
    CaseSpec scenarioCase();

    /** Return the configuration of the case. */
    default CallConfig config() {
        return scenarioCase().config();
    }

    /** Return the numbers of the leased devices, ascending: as many as the case asks for. */
    List<Integer> deviceIds();

    /** Return the number of the leased device, of several the lowest. */
    default int deviceId() {
        return deviceIds().getFirst();
    }

    /** Return how many rounds {@code -Drounds} asks for, 1 or more. */
    int rounds();

    /** Return the seed from which the scenario's random numbers come. */
    long seed();

    /** Publish a value with the scenario's result. */
    void publish(String key, String value);

    /**
     * Publish a file with the scenario's result; reports attach a copy.
     *
     * @throws IllegalArgumentException if it is no regular file, or has more bytes than the disk has free
     */
    void publishFile(Path file, String mediaType);

    /**
     * Return the directory of this attempt, which exists and was empty when the attempt began: {@code <class>/<scenario>/<case>@<variant>/<attempt>} in the
     * folder {@code attempts} beside the summary.
     */
    Path directory();

    /**
     * Return what this attempt has captured so far, a run of one chip each, in the order in which they ended; none without captures.
     *
     * <p>A foreign runtime records its runs itself, and the harness sees files only: there a scenario that asks ends as not applicable.
     */
    List<RecordedRun> recordedRuns();
}
