package org.chiptest.runtime.internal.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.CoreKind;
import org.chiptest.runtime.capture.RecordedRun.Execution;

/**
 * Write {@code pmu.csv}: a row for each kernel call. What a simulated core took is known, in ticks of the architecture's system
 * counter; what a card would have counted meanwhile is not, so those columns are 0.
 */
final class PmuFile {

    static final String NAME = "pmu.csv";

    /** What is counted for a type that does not exist. */
    static final int PIPE = 2;

    private static final Map<Integer, List<String>> COLUMNS = Map.of(
            1, List.of("cube_fp16_exec", "cube_int8_exec", "vec_fp32_exec", "vec_fp16_128lane_exec",
                    "vec_fp16_64lane_exec", "vec_int32_exec", "vec_misc_exec"),
            PIPE, List.of("vec_busy_cycles", "cube_busy_cycles", "scalar_busy_cycles", "mte1_busy_cycles",
                    "mte2_busy_cycles", "mte3_busy_cycles", "icache_miss", "icache_req"),
            4, List.of("ub_read_req", "ub_write_req", "l1_read_req", "l1_write_req", "l2_read_req", "l2_write_req",
                    "main_read_req", "main_write_req"),
            5, List.of("l0a_read_req", "l0a_write_req", "l0b_read_req", "l0b_write_req", "l0c_read_req",
                    "l0c_write_req"),
            6, List.of("bankgroup_stall_cycles", "bank_stall_cycles", "vec_resc_conflict_cycles"),
            7, List.of("ub_read_bw_mte", "l2_write_bw", "main_mem_write_bw", "ub_write_bw_mte", "ub_read_bw_vector",
                    "ub_write_bw_vector", "ub_read_bw_scalar", "ub_write_bw_scalar"),
            8, List.of("write_cache_hit", "write_cache_miss_allocate", "r0_read_cache_hit",
                    "r0_read_cache_miss_allocate", "r1_read_cache_hit", "r1_read_cache_miss_allocate"));

    private static final List<String> A5_PIPE = List.of("pmu_idc_aic_vec_busy_o", "cube_instr_busy",
            "scalar_instr_busy",
            "mte1_instr_busy", "mte2_instr_busy", "mte3_instr_busy", "icache_req", "icache_miss", "pmu_fix_instr_busy");

    private static final double NANOS = 1e9;

    private PmuFile() {}

    /** Return the type that is counted for one that was asked for. */
    static int effective(int type) {
        return COLUMNS.containsKey(type) ? type : PIPE;
    }

    static void write(RecordedRun run, int type, RecordingFacts facts, Appendable out) {
        List<String> columns = type == PIPE && facts.architecture().equals("a5")
                ? A5_PIPE
                : COLUMNS.getOrDefault(type, List.of());
        try {
            out.append("thread_id,core_id,task_id,func_id,core_type,pmu_total_cycles,")
                    .append(String.join(",", columns)).append(",event_type\n");
            String zeros = "0,".repeat(columns.size());
            for (Execution execution : run.executions()) {
                boolean whole = execution.startedNanos() >= 0 && execution.endedNanos() >= 0;
                long ticks = whole
                        ? Math.round((execution.endedNanos() - execution.startedNanos()) / NANOS
                                * facts.systemCounterHz())
                        : 0;
                out.append(execution.thread() + "," + execution.core() + ","
                        + String.format("0x%016x", run.tasks().get(execution.task()).id()) + "," + execution.funcId()
                        + "," + (run.cores().get(execution.core()).kind() == CoreKind.AIC ? 0 : 1) + "," + ticks + ","
                        + zeros + type + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
