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

    /** Return the same with another {@link #blockDim()}. */
    public CallConfig withBlockDim(int blockDim) {
        return new CallConfig(blockDim, aicpuThreadNum, diagnostics, settings);
    }

    /** Return the same with another {@link #aicpuThreadNum()}. */
    public CallConfig withAicpuThreadNum(int aicpuThreadNum) {
        return new CallConfig(blockDim, aicpuThreadNum, diagnostics, settings);
    }

    /** Return the same with another {@link #diagnostics()}. */
    public CallConfig withDiagnostics(Diagnostics diagnostics) {
        return new CallConfig(blockDim, aicpuThreadNum, diagnostics, settings);
    }

    /** Return the same with another {@link #settings()}. */
    public CallConfig withSettings(RunSettings settings) {
        return new CallConfig(blockDim, aicpuThreadNum, diagnostics, settings);
    }

    /** Return the same with another {@link Diagnostics#l2Swimlane()}. */
    public CallConfig withL2Swimlane(int l2Swimlane) {
        return withDiagnostics(diagnostics.withL2Swimlane(l2Swimlane));
    }

    /** Return the same with another {@link Diagnostics#dumpTensor()}. */
    public CallConfig withDumpTensor(int dumpTensor) {
        return withDiagnostics(diagnostics.withDumpTensor(dumpTensor));
    }

    /** Return the same with another {@link Diagnostics#pmu()}. */
    public CallConfig withPmu(int pmu) {
        return withDiagnostics(diagnostics.withPmu(pmu));
    }

    /** Return the same with another {@link Diagnostics#depGen()}. */
    public CallConfig withDepGen(int depGen) {
        return withDiagnostics(diagnostics.withDepGen(depGen));
    }

    /** Return the same with another {@link Diagnostics#outputPrefix()}. */
    public CallConfig withOutputPrefix(String outputPrefix) {
        return withDiagnostics(diagnostics.withOutputPrefix(outputPrefix));
    }

    /** Return the same with another {@link Diagnostics#format()}. */
    public CallConfig withCaptureFormat(int format) {
        return withDiagnostics(diagnostics.withFormat(format));
    }

    /** Return the same with another {@link Diagnostics#dump()}. */
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
