package org.chiptest.runtime.args;

/**
 * Configure one run of a prepared callable ({@code docs/contract/arguments.md#configuration-of-a-run}).
 *
 * @param blockDim       number of blocks, of one AIC and two AIV cores each
 * @param aicpuThreadNum number of AICPU threads
 * @param diagnostics    what the run records
 * @param settings       what the binary form of the configuration has no field for
 */
public record CallConfig(int blockDim, int aicpuThreadNum, Diagnostics diagnostics, RunSettings settings) {

    public static final int DEFAULT_BLOCK_DIM = 24;
    public static final int DEFAULT_AICPU_THREAD_NUM = 3;

    /** Return the configuration of a run that asks for nothing special. */
    public static CallConfig defaults() {
        return new CallConfig(DEFAULT_BLOCK_DIM, DEFAULT_AICPU_THREAD_NUM, Diagnostics.NONE, RunSettings.unset());
    }

    public CallConfig withBlockDim(int blockDim) {
        return new CallConfig(blockDim, aicpuThreadNum, diagnostics, settings);
    }

    public CallConfig withAicpuThreadNum(int aicpuThreadNum) {
        return new CallConfig(blockDim, aicpuThreadNum, diagnostics, settings);
    }

    public CallConfig withDiagnostics(Diagnostics diagnostics) {
        return new CallConfig(blockDim, aicpuThreadNum, diagnostics, settings);
    }

    public CallConfig withSettings(RunSettings settings) {
        return new CallConfig(blockDim, aicpuThreadNum, diagnostics, settings);
    }

    public CallConfig withL2Swimlane(int l2Swimlane) {
        return withDiagnostics(diagnostics.withL2Swimlane(l2Swimlane));
    }

    public CallConfig withDumpTensor(int dumpTensor) {
        return withDiagnostics(diagnostics.withDumpTensor(dumpTensor));
    }

    public CallConfig withPmu(int pmu) {
        return withDiagnostics(diagnostics.withPmu(pmu));
    }

    public CallConfig withDepGen(int depGen) {
        return withDiagnostics(diagnostics.withDepGen(depGen));
    }

    public CallConfig withOutputPrefix(String outputPrefix) {
        return withDiagnostics(diagnostics.withOutputPrefix(outputPrefix));
    }

    public CallConfig withCaptureFormat(int format) {
        return withDiagnostics(diagnostics.withFormat(format));
    }

    public CallConfig withDump(DumpSelection dump) {
        return withDiagnostics(diagnostics.withDump(dump));
    }

    /**
     * Check what must hold before every run.
     *
     * @throws IllegalArgumentException if a diagnostic is on and there is no output prefix for its files
     */
    public void validate() {
        diagnostics.validate();
    }

    /** Spell the fields as the reference runtime does. */
    @Override
    public String toString() {
        return "CallConfig(block_dim=" + blockDim + ", aicpu_thread_num=" + aicpuThreadNum + ", " + diagnostics + ")";
    }
}
