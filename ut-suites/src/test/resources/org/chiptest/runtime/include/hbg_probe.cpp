// host_build_graph, and what describes the platform: orchestration_api.h, tensor_info.h, core_type.h, platform_config.h.

#include "orchestration_api.h"

#include <string>
#include <vector>

#include "check.h"
#include "common/core_type.h"
#include "common/platform_config.h"
#include "task_interface_probe.h"

namespace {

struct Recorder {
    OrchestrationRuntime runtime; // first: the wrappers see only this part
    int add_result = 7;
    int info_result = 0;
    std::string calls;

    static Recorder &of(OrchestrationRuntime *runtime) { return *reinterpret_cast<Recorder *>(runtime); }
};

std::string number(const void *p) { return std::to_string(reinterpret_cast<uint64_t>(p)); }

const OrchestrationRuntimeOps OPS = {
    [](OrchestrationRuntime *rt, uint64_t *args, int num_args, int func_id, CoreType core_type) {
        Recorder::of(rt).calls += "add_task " + std::to_string(args[num_args - 1]) + " " + std::to_string(func_id) + " " +
                                  core_type_to_string(core_type) + ";";
        return Recorder::of(rt).add_result;
    },
    [](OrchestrationRuntime *rt, int task_id, const TensorInfo *info, int count) {
        Recorder::of(rt).calls += "info " + std::to_string(task_id) + " " + std::to_string(info->ndims) + " " +
                                  std::to_string(count) + ";";
        return Recorder::of(rt).info_result;
    },
    [](OrchestrationRuntime *rt, int from, int to) {
        Recorder::of(rt).calls += "edge " + std::to_string(from) + " " + std::to_string(to) + ";";
    },
    [](OrchestrationRuntime *rt, void *host, void *dev, size_t size) {
        Recorder::of(rt).calls += "pair " + number(host) + " " + number(dev) + " " + std::to_string(size) + ";";
    },
    [](OrchestrationRuntime *rt) {
        Recorder::of(rt).calls += "count;";
        return 3;
    },
    [](OrchestrationRuntime *rt) { Recorder::of(rt).calls += "print;"; },
    [](OrchestrationRuntime *rt, size_t size) {
        Recorder::of(rt).calls += "malloc " + std::to_string(size) + ";";
        return reinterpret_cast<void *>(4096);
    },
    [](OrchestrationRuntime *rt, void *p) { Recorder::of(rt).calls += "free " + number(p) + ";"; },
    [](OrchestrationRuntime *rt, void *dev, const void *host, size_t size) {
        Recorder::of(rt).calls += "copy " + number(dev) + " " + number(host) + " " + std::to_string(size) + ";";
        return -1;
    },
};

void wrappers() {
    Recorder recorder;
    recorder.runtime.ops = &OPS;
    OrchestrationRuntime *rt = &recorder.runtime;
    const uint32_t shapes[] = {4};
    const TensorInfo info = make_tensor_info(DataType::INT8, 1, shapes);
    uint64_t args[] = {1, 22};

    CHECK_EQUAL(add_task(rt, args, 2, 5, CoreType::AIC), 7);
    CHECK_EQUAL(set_tensor_info_to_task(rt, 7, &info, 1), 0);
    add_successor(rt, 1, 2);
    record_tensor_pair(rt, reinterpret_cast<void *>(8), reinterpret_cast<void *>(16), 24);
    CHECK_EQUAL(get_task_count(rt), 3);
    print_runtime(rt);
    CHECK_EQUAL(device_malloc(rt, 64), reinterpret_cast<void *>(4096));
    device_free(rt, reinterpret_cast<void *>(4096));
    CHECK_EQUAL(copy_to_device(rt, reinterpret_cast<void *>(16), reinterpret_cast<const void *>(8), 24), -1);
    CHECK_TEXT(recorder.calls, "add_task 22 5 AIC;info 7 1 1;edge 1 2;pair 8 16 24;count;print;malloc 64;free 4096;"
                               "copy 16 8 24;");

    recorder.calls.clear();
    CHECK_EQUAL(add_task_with_tensor_info(rt, args, 2, 5, CoreType::AIV, &info, 1), 7);
    CHECK_TEXT(recorder.calls, "add_task 22 5 AIV;info 7 1 1;");
    recorder.info_result = 5;
    CHECK_EQUAL(add_task_with_tensor_info(rt, args, 2, 5, CoreType::AIV, &info, 1), -1);
    recorder.add_result = -4;
    recorder.calls.clear();
    CHECK_EQUAL(add_task_with_tensor_info(rt, args, 2, 5, CoreType::AIV, &info, 1), -4);
    CHECK_TEXT(recorder.calls, "add_task 22 5 AIV;");
    const OrchestrationFunc entry = [](OrchestrationRuntime *, const ChipStorageTaskArgs &a) { return a.tensor_count(); };
    CHECK_EQUAL(entry(rt, ChipStorageTaskArgs{}), 0);
}

void tensor_infos() {
    static_assert(std::is_aggregate_v<TensorInfo>);
    const uint32_t shapes[] = {1, 2, 3, 4, 5, 6}, raw[] = {11, 12}, offsets[] = {21, 22};
    const TensorInfo plain = make_tensor_info(DataType::INT64, 2, shapes);
    CHECK(plain.dtype == DataType::INT64 && plain.ndims == 2 && plain.reserved == 0);
    CHECK(plain.shapes[1] == 2 && plain.raw_shapes[1] == 2 && plain.offsets[1] == 0 && plain.shapes[2] == 0);
    const TensorInfo part = make_tensor_info(DataType::INT64, 2, shapes, raw, offsets);
    CHECK(part.shapes[0] == 1 && part.raw_shapes[0] == 11 && part.offsets[1] == 22 && part.raw_shapes[2] == 0);
    const TensorInfo deep = make_tensor_info(DataType::INT8, 0x106, shapes);
    CHECK(deep.ndims == 6 && deep.shapes[4] == 5 && deep.raw_shapes[0] == 1);
    const ContinuousTensor tensor{0, {7, 8}, 2, DataType::UINT16, 0};
    const TensorInfo converted = make_tensor_info_from_tensor_arg(tensor);
    CHECK(converted.dtype == DataType::UINT16 && converted.ndims == 2 && converted.raw_shapes[1] == 8);

    const TensorAllocationInfo allocation{100, 50};
    CHECK(allocation.contains(100) && allocation.contains(149));
    CHECK(!allocation.contains(99) && !allocation.contains(150));
    CHECK((TensorAllocationInfo{UINT64_MAX - 1, 2}.contains(UINT64_MAX)));
}

void core_types() {
    static_assert(static_cast<int32_t>(CoreType::AIC) == 0 && static_cast<int32_t>(CoreType::AIV) == 1);
    CHECK(core_type_from_string("aiv") == CoreType::AIV && core_type_from_string("AIV") == CoreType::AIV);
    CHECK(core_type_from_string("aic") == CoreType::AIC && core_type_from_string("Aiv") == CoreType::AIC &&
          core_type_from_string(nullptr) == CoreType::AIC);
    CHECK_TEXT(core_type_to_string(CoreType::AIC), "AIC");
    CHECK_TEXT(core_type_to_string(CoreType::AIV), "AIV");
    CHECK_TEXT(core_type_to_string(static_cast<CoreType>(2)), "UNKNOWN");
}

constexpr bool a5 = CHIPTEST_ARCH_A5;

void platform() {
    static_assert(PLATFORM_DUMP_MAX_DIMS == 5 && PLATFORM_CORES_PER_BLOCKDIM == 3 &&
                  PLATFORM_AIC_CORES_PER_BLOCKDIM == 1 && PLATFORM_AIV_CORES_PER_BLOCKDIM == 2 &&
                  PLATFORM_SUB_CORES_PER_AICORE == 3);
    static_assert(PLATFORM_MAX_BLOCKDIM == (a5 ? 36 : 24) && PLATFORM_MAX_AICPU_THREADS == (a5 ? 7 : 4) &&
                  PLATFORM_MAX_AICPU_THREADS_JUST_FOR_LAUNCH == (a5 ? 7 : 6));
    static_assert(PLATFORM_MAX_AIC_PER_THREAD == (a5 ? 36 : 24) && PLATFORM_MAX_AIV_PER_THREAD == (a5 ? 72 : 48) &&
                  PLATFORM_MAX_CORES_PER_THREAD == (a5 ? 108 : 72) && PLATFORM_MAX_CORES == (a5 ? 108 : 72));
    static_assert(PLATFORM_PROF_SYS_CNT_FREQ == (a5 ? 1000000000ull : 50000000ull) &&
                  PLATFORM_DEINIT_TIMEOUT_TICKS == PLATFORM_PROF_SYS_CNT_FREQ);
    CHECK_EQUAL(cycles_to_us(5000), a5 ? 5.0 : 100.0);
    static_assert(PLATFORM_PROF_BUFFER_SIZE == 1000 && PLATFORM_PROF_SLOT_COUNT == 4 &&
                  PLATFORM_PROF_BUFFERS_PER_CORE == 8 && PLATFORM_PROF_BUFFERS_PER_THREAD == 16 &&
                  PLATFORM_PROF_READYQUEUE_SIZE == (a5 ? 976 : 640) && PLATFORM_PROF_TIMEOUT_SECONDS == 30);
    static_assert(PLATFORM_DUMP_RECORDS_PER_BUFFER == 256 && PLATFORM_DUMP_BUFFERS_PER_THREAD == 8 &&
                  PLATFORM_DUMP_SLOT_COUNT == 4 && PLATFORM_DUMP_AVG_TENSOR_BYTES == 65536 &&
                  PLATFORM_DUMP_READYQUEUE_SIZE == (a5 ? 112 : 64) && PLATFORM_DUMP_TIMEOUT_SECONDS == 30);
    static_assert(PLATFORM_PMU_RECORDS_PER_BUFFER == 512 && PLATFORM_PMU_SLOT_COUNT == 4 &&
                  PLATFORM_PMU_BUFFERS_PER_CORE == 4 && PLATFORM_PMU_READYQUEUE_SIZE == (a5 ? 432 : 288) &&
                  PLATFORM_PMU_TIMEOUT_SECONDS == 30);
#if CHIPTEST_ARCH_A5
    static_assert(PLATFORM_NUM_DIES == 2 && PLATFORM_AICORE_PER_DIE == 18 && DAV_3510::PLATFORM_MAX_PHYSICAL_CORES == 36);
    static_assert(PLATFORM_PROF_EMPTY_POLLS_CHECK_NUM == 1000 && PLATFORM_PHASE_RECORDS_PER_THREAD == 500000);
    static_assert(PTO2_PROFILING == 1);
#else
    static_assert(DAV_2201::PLATFORM_MAX_PHYSICAL_CORES == 25 && PLATFORM_L2_AICORE_RING_SIZE == 2);
    static_assert(PLATFORM_OP_EXECUTE_TIMEOUT_US == 1000000 && PLATFORM_STREAM_SYNC_TIMEOUT_MS == 2000);
    static_assert(PLATFORM_DEP_GEN_RECORDS_PER_BUFFER == 32 && PLATFORM_DEP_GEN_SLOT_COUNT == 4 &&
                  PLATFORM_DEP_GEN_BUFFERS_PER_INSTANCE == 4 && PLATFORM_DEP_GEN_READYQUEUE_SIZE == 8 &&
                  PLATFORM_DEP_GEN_TIMEOUT_SECONDS == 30 && PROFILING_FLAG_DEP_GEN == 8u);
#endif
}

void flags_and_task_words() {
    uint32_t flags = PROFILING_FLAG_NONE;
    SET_PROFILING_FLAG(flags, PROFILING_FLAG_DUMP_TENSOR);
    SET_PROFILING_FLAG(flags, PROFILING_FLAG_L2_SWIMLANE | PROFILING_FLAG_PMU);
    CHECK_EQUAL(flags, 7u);
    CLEAR_PROFILING_FLAG(flags, PROFILING_FLAG_L2_SWIMLANE);
    CHECK(GET_PROFILING_FLAG(flags, PROFILING_FLAG_PMU) && !GET_PROFILING_FLAG(flags, PROFILING_FLAG_L2_SWIMLANE));
    static_assert(std::is_same_v<decltype(GET_PROFILING_FLAG(flags, 1u)), bool>);

    static_assert(TASK_ID_MASK == 0x7FFFFFFF && TASK_STATE_MASK == 0x80000000);
    static_assert(TASK_ACK_STATE == 0 && TASK_FIN_STATE == 1);
    static_assert(MAKE_ACK_VALUE(12) == 12 && MAKE_FIN_VALUE(12) == 0x8000000C);
    static_assert(EXTRACT_TASK_ID(MAKE_FIN_VALUE(12)) == 12 && EXTRACT_TASK_STATE(MAKE_FIN_VALUE(12)) == TASK_FIN_STATE &&
                  EXTRACT_TASK_STATE(MAKE_ACK_VALUE(12)) == TASK_ACK_STATE);
    static_assert(AICORE_IDLE_TASK_ID == 0x7FFFFFFF && AICORE_EXIT_TASK_ID == 0x7FFFFFFE &&
                  AICPU_IDLE_TASK_ID == 0x7FFFFFFD);
    static_assert(AICORE_IDLE_VALUE == 0xFFFFFFFF && AICORE_EXITED_VALUE == 0xFFFFFFFE);
    static_assert(AICPU_TASK_INVALID == -1 && AICORE_EXIT_SIGNAL == 0x7FFFFFF0 && AICORE_COREID_MASK == 0x0FFF);
}

} // namespace

int main() {
    task_interface_probe::run();
    wrappers();
    tensor_infos();
    core_types();
    platform();
    flags_and_task_words();
    return failed_checks == 0 ? 0 : 1;
}
