package org.chiptest.runtime.args;

import java.nio.charset.StandardCharsets;

/**
 * Configures one run of a prepared callable (chapter 2.7 of the runtime specification).
 *
 * @param blockDim       number of blocks, of one AIC and two AIV cores each
 * @param aicpuThreadNum number of AICPU threads
 * @param l2Swimlane     not 0 to record when each task ran
 * @param dumpTensor     not 0 to dump the tensors of each task
 * @param pmu            type of the events to count, 0 for none
 * @param depGen         not 0 to record the dependency graph
 * @param outputPrefix   folder of the files that the diagnostics write, at most {@value #MAX_PREFIX_BYTES} bytes in UTF-8
 * @param settings       what the binary form of the configuration has no field for
 */
public record CallConfig(int blockDim, int aicpuThreadNum, int l2Swimlane, int dumpTensor, int pmu, int depGen,
        String outputPrefix, RunSettings settings) {

    public static final int DEFAULT_BLOCK_DIM = 24;
    public static final int DEFAULT_AICPU_THREAD_NUM = 3;

    /** The longest output prefix in bytes; one more byte is its end mark. */
    public static final int MAX_PREFIX_BYTES = 1023;

    /**
     * Checks that the output prefix can be passed on.
     *
     * @throws IllegalArgumentException if it is too long or contains a NUL character
     */
    public CallConfig {
        int length = outputPrefix.getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PREFIX_BYTES) {
            throw new IllegalArgumentException("output_prefix takes " + length + " bytes, at most " + MAX_PREFIX_BYTES
                    + " are possible; choose a shorter folder");
        }
        if (outputPrefix.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("output_prefix contains a NUL character at index "
                    + outputPrefix.indexOf('\0') + "; it would end there");
        }
    }

    /** Returns the configuration of a run that asks for nothing special. */
    public static CallConfig defaults() {
        return new CallConfig(DEFAULT_BLOCK_DIM, DEFAULT_AICPU_THREAD_NUM, 0, 0, 0, 0, "", RunSettings.unset());
    }

    public CallConfig withBlockDim(int blockDim) {
        return new CallConfig(blockDim, aicpuThreadNum, l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, settings);
    }

    public CallConfig withAicpuThreadNum(int aicpuThreadNum) {
        return new CallConfig(blockDim, aicpuThreadNum, l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, settings);
    }

    public CallConfig withL2Swimlane(int l2Swimlane) {
        return new CallConfig(blockDim, aicpuThreadNum, l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, settings);
    }

    public CallConfig withDumpTensor(int dumpTensor) {
        return new CallConfig(blockDim, aicpuThreadNum, l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, settings);
    }

    public CallConfig withPmu(int pmu) {
        return new CallConfig(blockDim, aicpuThreadNum, l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, settings);
    }

    public CallConfig withDepGen(int depGen) {
        return new CallConfig(blockDim, aicpuThreadNum, l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, settings);
    }

    public CallConfig withOutputPrefix(String outputPrefix) {
        return new CallConfig(blockDim, aicpuThreadNum, l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, settings);
    }

    public CallConfig withSettings(RunSettings settings) {
        return new CallConfig(blockDim, aicpuThreadNum, l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, settings);
    }

    /** Says whether any diagnostic is on. */
    public boolean diagnosticsOn() {
        return l2Swimlane != 0 || dumpTensor != 0 || pmu > 0 || depGen != 0;
    }

    /** Names the diagnostics that are on, as the reference runtime spells them; empty if none is. */
    public String diagnostics() {
        StringBuilder names = new StringBuilder();
        append(names, l2Swimlane != 0, "enable_l2_swimlane");
        append(names, dumpTensor != 0, "enable_dump_tensor");
        append(names, pmu > 0, "enable_pmu");
        append(names, depGen != 0, "enable_dep_gen");
        return names.toString();
    }

    /**
     * Checks what must hold before every run.
     *
     * @throws IllegalArgumentException if a diagnostic is on and there is no output prefix for its files
     */
    public void validate() {
        if (diagnosticsOn() && outputPrefix.isEmpty()) {
            throw new IllegalArgumentException("output_prefix is empty, but diagnostics are on (" + diagnostics()
                    + "); set the folder that their files go to, or switch them off");
        }
    }

    /** Spells the fields as the reference runtime does. */
    @Override
    public String toString() {
        return "CallConfig(block_dim=" + blockDim + ", aicpu_thread_num=" + aicpuThreadNum + ", enable_l2_swimlane="
                + flag(l2Swimlane) + ", enable_dump_tensor=" + flag(dumpTensor) + ", enable_pmu=" + pmu
                + ", enable_dep_gen=" + flag(depGen) + ", output_prefix='" + outputPrefix + "')";
    }

    private static void append(StringBuilder names, boolean on, String name) {
        if (on) {
            names.append(names.isEmpty() ? "" : ", ").append(name);
        }
    }

    private static String flag(int value) {
        return value != 0 ? "True" : "False";
    }
}
