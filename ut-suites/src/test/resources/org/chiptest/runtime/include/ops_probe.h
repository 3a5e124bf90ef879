// pto_orchestration_api.h and pto_arg_with_deps.h against a runtime that only writes down what it is asked for.
#pragma once

#include <cstdarg>
#include <vector>

#include "check.h"
#include "pto_orchestration_api.h"

namespace ops_probe {

// The runtime under the wrappers. One line per call, in order.
struct Recorder {
    PTO2Runtime runtime; // first: the wrappers see only this part
    bool fatal = false;
    std::vector<std::string> calls;

    static Recorder &of(PTO2Runtime *rt) { return *reinterpret_cast<Recorder *>(rt); }

    std::string take() {
        std::string all;
        for (const std::string &call : calls) {
            all += (all.empty() ? "" : "; ") + call;
        }
        calls.clear();
        return all;
    }
};

inline Recorder *logger = nullptr; // logging has no runtime parameter

inline std::string formatted(const char *fmt, va_list values) {
    char text[256];
    vsnprintf(text, sizeof(text), fmt, values);
    return text;
}

inline std::string described(const Arg &args) {
    std::ostringstream text;
    text << args.tensor_count() << "t " << args.scalar_count() << "s";
    for (uint32_t i = 0; i < args.explicit_dep_count(); ++i) {
        text << " after " << args.explicit_dep(i).raw;
    }
    return text.str();
}

inline TaskOutputTensors result(uint32_t local_id) {
    TaskOutputTensors out;
    out.set_task_id(PTO2TaskId::make(0, local_id));
    return out;
}

inline TaskOutputTensors submit_task(PTO2Runtime *rt, const MixedKernels &kernels, const Arg &args) {
    std::ostringstream text;
    text << "submit " << kernels.aic_kernel_id << "/" << kernels.aiv0_kernel_id << "/" << kernels.aiv1_kernel_id << " "
         << described(args);
    Recorder::of(rt).calls.push_back(text.str());
    return result(1);
}

inline TaskOutputTensors alloc(PTO2Runtime *rt, const Arg &args) {
    std::string text = "alloc " + described(args);
    for (int32_t i = 0; i < args.tensor_count(); ++i) {
        text += " " + std::to_string(args.tensor(i).create_info->buffer_size_bytes());
    }
    Recorder::of(rt).calls.push_back(text);
    return result(2);
}

inline TaskOutputTensors submit_dummy(PTO2Runtime *rt, const Arg &args) {
    Recorder::of(rt).calls.push_back("dummy " + described(args));
    return result(3);
}

inline void scope_begin(PTO2Runtime *rt) {
    Recorder::of(rt).calls.push_back(rt->pending_scope_mode == PTO2ScopeMode::MANUAL ? "begin manual" : "begin auto");
    rt->pending_scope_mode = PTO2ScopeMode::AUTO;
}

inline void scope_end(PTO2Runtime *rt) { Recorder::of(rt).calls.push_back("end"); }
inline void orchestration_done(PTO2Runtime *rt) { Recorder::of(rt).calls.push_back("done"); }
inline bool is_fatal(PTO2Runtime *rt) { return Recorder::of(rt).fatal; }

inline void report_fatal(PTO2Runtime *rt, int32_t code, const char *func, const char *fmt, ...) {
    va_list values;
    va_start(values, fmt);
    Recorder::of(rt).calls.push_back("fatal " + std::to_string(code) + " " + func + ": " + formatted(fmt, values));
    va_end(values);
}

template <char Level>
inline void log(const char *func, const char *fmt, ...) {
    va_list values;
    va_start(values, fmt);
    logger->calls.push_back(std::string(1, Level) + " " + func + ": " + formatted(fmt, values));
    va_end(values);
}

inline void log_info_v(const char *func, int v, const char *fmt, ...) {
    va_list values;
    va_start(values, fmt);
    logger->calls.push_back("I" + std::to_string(v) + " " + func + ": " + formatted(fmt, values));
    va_end(values);
}

inline std::string element(const char *verb, uint32_t ndims, const uint32_t indices[]) {
    std::string text = verb;
    for (uint32_t i = 0; i < ndims; ++i) {
        text += " " + std::to_string(indices[i]);
    }
    return text;
}

inline uint64_t get_data(PTO2Runtime *rt, const Tensor &, uint32_t ndims, const uint32_t indices[]) {
    Recorder::of(rt).calls.push_back(element("get", ndims, indices));
    return to_u64(2.5f);
}

inline void set_data(PTO2Runtime *rt, const Tensor &, uint32_t ndims, const uint32_t indices[], uint64_t value) {
    Recorder::of(rt).calls.push_back(element("set", ndims, indices) + " = " + std::to_string(value));
}

inline const PTO2RuntimeOps OPS = {submit_task, scope_begin, scope_end,  orchestration_done, is_fatal,
                                   report_fatal, log<'E'>,   log<'W'>,   log<'D'>,           log_info_v,
                                   get_data,     set_data,   alloc,      submit_dummy};

inline void submits(Recorder &recorder) {
    const Tensor t = arg_probe::any_tensor();
    Arg args;
    args.add_input(t);
    CHECK_EQUAL(rt_submit_task(MixedKernels{1, 2, 3}, args).task_id(), PTO2TaskId::make(0, 1));
    rt_submit_aic_task(4, args);
    rt_submit_aiv_task(5, args);
    CHECK_EQUAL(rt_submit_dummy_task(args).task_id(), PTO2TaskId::make(0, 3));
    CHECK_TEXT(recorder.take(), "submit 1/2/3 1t 0s; submit 4/-1/-1 1t 0s; submit -1/5/-1 1t 0s; dummy 1t 0s");
}

inline void allocations(Recorder &recorder) {
    const uint32_t shapes[] = {4};
    const TensorCreateInfo floats(shapes, 1), bytes(shapes, 1, DataType::INT8);
    Arg args;
    args.add_output(floats);
    CHECK_EQUAL(alloc_tensors(args).task_id(), PTO2TaskId::make(0, 2));
    alloc_tensors(floats, bytes);
    alloc_tensors(TensorCreateInfo(shapes, 1, DataType::INT64));
    CHECK_TEXT(recorder.take(), "alloc 1t 0s 16; alloc 2t 0s 16 4; alloc 1t 0s 32");

    TensorCreateInfo array[17];
    for (TensorCreateInfo &info : array) {
        info.copy(bytes);
    }
    const TensorCreateInfo *pointer = array;
    uint32_t two = 2;
    alloc_tensors(pointer, two);
    alloc_tensors(pointer, 2u);
    alloc_tensors(array, 2);
    alloc_tensors(array, 0);
    CHECK_TEXT(recorder.take(), "alloc 2t 0s 4 4; alloc 2t 0s 4 4; alloc 2t 0s 4 4; alloc 0t 0s");
    CHECK(alloc_tensors(array, 17).empty());
    CHECK_TEXT(recorder.take(), "fatal 5 alloc_tensors: Too many tensor args (exceeds MAX_TENSOR_ARGS=16)");
    alloc_tensors(bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes,
                  bytes, bytes, bytes);
    CHECK_TEXT(recorder.take(), "fatal 5 alloc_tensors: Too many tensor args (exceeds MAX_TENSOR_ARGS=16)");
}

inline void elements(Recorder &recorder) {
    const Tensor t = arg_probe::any_tensor();
    const uint32_t at[] = {3, 1};
    CHECK_EQUAL(get_tensor_data<float>(t, 2, at), 2.5f);
    CHECK_EQUAL(get_tensor_data(t, 1, at), to_u64(2.5f));
    set_tensor_data(t, 1, at, -1);
    set_tensor_data(t, 1, at, 1.0f);
    set_tensor_data<uint8_t>(t, 1, at, 255);
    CHECK_TEXT(recorder.take(), "get 3 1; get 3; set 3 = 4294967295; set 3 = 1065353216; set 3 = 255");
}

inline void return_from_scope() {
    PTO2_SCOPE() { return; }
}

inline void scopes(Recorder &recorder) {
    rt_scope_begin();
    rt_scope_begin(PTO2ScopeMode::MANUAL);
    rt_scope_end();
    CHECK_TEXT(recorder.take(), "begin auto; begin manual; end");

    {
        PTO2ScopeGuard plain;
        PTO2ScopeGuard manual(PTO2ScopeMode::MANUAL);
    }
    CHECK_TEXT(recorder.take(), "begin auto; begin manual; end; end");
    {
        PTO2_SCOPE_GUARD();
        PTO2_SCOPE_GUARD(); // two in one block have different names
#if CHIPTEST_ARCH_A5
        PTO2_SCOPE_GUARD(PTO2ScopeMode::MANUAL);
#endif
        recorder.take();
    }
    CHECK_TEXT(recorder.take(), CHIPTEST_ARCH_A5 ? "end; end; end" : "end; end");

    PTO2_SCOPE(PTO2ScopeMode::MANUAL) {
        PTO2_SCOPE() LOG_DEBUG("a single statement");
    }
    CHECK_TEXT(recorder.take(), "begin manual; begin auto; D scopes: a single statement; end; end");

    for (int i = 0; i < 3; ++i) {
        PTO2_SCOPE() {
            if (i == 0) {
                continue;
            }
            break;
        }
    }
    return_from_scope();
    CHECK_TEXT(recorder.take(), "begin auto; end; begin auto; end; begin auto; end");
    PTO2_SCOPE() {
        LOG_WARN("in");
    } else {
        LOG_WARN("never");
    }
    try {
        PTO2_SCOPE() { throw 1; }
    } catch (int) {
    }
    CHECK_TEXT(recorder.take(), "begin auto; W scopes: in; end; begin auto; end");
}

inline void messages(Recorder &recorder) {
    rt_report_fatal(PTO2_ERROR_EXPLICIT_ORCH_FATAL, "boom %d", 7);
    if (recorder.fatal)
        rt_report_fatal(1, "not now");
    else // the macro is one statement
        rt_report_fatal(3 + 4, "plain");
    CHECK_TEXT(recorder.take(), "fatal 9 messages: boom 7; fatal 7 messages: plain");
    LOG_ERROR("e %s %d", "x", 1);
    LOG_WARN("w");
    LOG_DEBUG("d %d", 2);
    CHECK_TEXT(recorder.take(), "E messages: e x 1; W messages: w; D messages: d 2");
    LOG_INFO_V0("i");
    LOG_INFO_V1("i");
    LOG_INFO_V2("i");
    LOG_INFO_V3("i");
    LOG_INFO_V4("i");
    LOG_INFO_V5("i %d", 5);
    LOG_INFO_V6("i");
    LOG_INFO_V7("i");
    LOG_INFO_V8("i");
    LOG_INFO_V9("i %s", "nine");
    CHECK_TEXT(recorder.take(), "I0 messages: i; I1 messages: i; I2 messages: i; I3 messages: i; I4 messages: i; "
                                "I5 messages: i 5; I6 messages: i; I7 messages: i; I8 messages: i; I9 messages: i nine");
    static_assert(std::is_void_v<decltype(LOG_ERROR("an expression"))>);
    rt_orchestration_done();
    CHECK_TEXT(recorder.take(), "done");
    CHECK_THROWS(AssertionError, "Assertion failed: 1 > 2\n", always_assert(1 > 2));
    const std::string logged = recorder.take();
    CHECK_EQUAL(logged.find("E assert_impl: Assertion failed: 1 > 2; E assert_impl: Location: "), 0u);
    CHECK(logged.find("E assert_impl: Stack trace:") != std::string::npos);
}

inline void collected_dependencies(Recorder &recorder) {
    const Tensor t = arg_probe::any_tensor();
    const uint32_t shapes[] = {4};
    const TensorCreateInfo info(shapes, 1);
    const PTO2TaskId a = PTO2TaskId::make(0, 10), b = PTO2TaskId::make(0, 11), c = PTO2TaskId::make(0, 12);
    ArgWithDeps<3> args;
    args.add_input(t);
    args.add_output(info);
    args.add_inout(t);
    args.add_no_dep(t);
    args.add_scalar(1, 2.0f);
    const uint64_t word = 3;
    const int32_t small = 4;
    args.add_scalars(&word, 1);
    args.add_scalars_i32(&small, 1);
    Arg source;
    source.add_scalar(5);
    args.copy_scalars_from(source, 0, 1);
    args.launch_spec.set_block_num(2);
    args.add_dep(a, b);
    rt_submit_task(MixedKernels{0, 1, -1}, args);
    args.add_dep(c);
    rt_submit_aic_task(6, args);
    ArgWithDeps<3> copy = args;
    rt_submit_aiv_task(7, copy);
    CHECK(copy.finalize_for_submit().explicit_deps_data() != args.finalize_for_submit().explicit_deps_data());
    CHECK_TEXT(recorder.take(), "submit 0/1/-1 4t 5s after 10 after 11; submit 6/-1/-1 4t 5s after 10 after 11 after 12; "
                                "submit -1/7/-1 4t 5s after 10 after 11 after 12");
    args.add_dep(a);
    CHECK(args.has_error);
    CHECK_TEXT(args.error_msg, "ArgWithDeps::add_dep: dep count exceeds MAX_DEP_COUNT (bump the template arg)");
    CHECK_EQUAL(args.finalize_for_submit().explicit_dep_count(), 3u);
    args.reset();
    CHECK(!args.has_error && args.launch_spec.block_num() == 2);
    CHECK_EQUAL(args.finalize_for_submit().explicit_dep_count(), 0u);
    args.set_error("own");
    CHECK_TEXT(args.error_msg, "own");
    static_assert(std::is_trivially_copyable_v<ArgWithDeps<>> && !std::is_convertible_v<ArgWithDeps<> &, Arg &>);
}

// After a fatal error, nothing reaches the runtime but the question whether there was one.
inline void nothing_after_a_fatal_error(Recorder &recorder) {
    recorder.fatal = true;
    CHECK(rt_is_fatal());
    const Tensor t = arg_probe::any_tensor();
    const uint32_t at[] = {0};
    TensorCreateInfo infos[17];
    Arg args;
    ArgWithDeps<> with_deps;
    CHECK(rt_submit_task(MixedKernels{1, 2, 3}, args).empty());
    CHECK(rt_submit_aic_task(1, args).task_id().is_invalid());
    CHECK(rt_submit_aiv_task(1, with_deps).empty());
    CHECK(rt_submit_dummy_task(args).empty());
    CHECK(alloc_tensors(args).empty() && alloc_tensors(infos, 17u).empty());
    CHECK(alloc_tensors(TensorCreateInfo(at, 1)).empty());
    CHECK_EQUAL(get_tensor_data<float>(t, 1, at), 0.0f);
    set_tensor_data(t, 1, at, 1);
    rt_scope_begin(PTO2ScopeMode::MANUAL);
    rt_scope_end();
    PTO2_SCOPE(PTO2ScopeMode::MANUAL) { PTO2_SCOPE_GUARD(); }
    CHECK_TEXT(recorder.take(), "");
    CHECK(recorder.runtime.pending_scope_mode == PTO2ScopeMode::AUTO);
    rt_orchestration_done();
    rt_report_fatal(1, "again");
    CHECK_TEXT(recorder.take(), "done; fatal 1 nothing_after_a_fatal_error: again");
    recorder.fatal = false;
    CHECK(!rt_is_fatal());
}

inline void constants() {
    static_assert(PTO2_PROFILING == 1 && PTO2_ORCH_PROFILING == 0 && PTO2_SCHED_PROFILING == 0 &&
                  PTO2_TENSORMAP_PROFILING == 0);
    static_assert(PTO2_TASK_WINDOW_SIZE == 16384 && PTO2_MAX_RING_DEPTH == 4 && PTO2_HEAP_SIZE == 268435456 &&
                  PTO2_DEP_LIST_POOL_SIZE == 16384 && PTO2_TENSORMAP_POOL_SIZE == 65536 &&
                  PTO2_TENSORMAP_NUM_BUCKETS == 4096 && PTO2_MAX_SCOPE_DEPTH == 64 &&
                  PTO2_SCOPE_TASKS_INIT_CAP == 65536 && PTO2_READY_QUEUE_SIZE == 65536 &&
                  PTO2_WRIRING_QUEUE_SIZE == 1024 && PTO2_FANIN_INLINE_CAP == 64 &&
                  PTO2_TENSORMAP_CLEANUP_INTERVAL == 64 && PTO2_DEP_POOL_CLEANUP_INTERVAL == 64);
    static_assert(PTO2_TENSOR_DATA_TIMEOUT_CYCLES == 15000000000ull);
    static_assert(PTO2_TASK_PENDING == 0 && PTO2_TASK_COMPLETED == 1 && PTO2_TASK_CONSUMED == 2);
    SPIN_WAIT_HINT();
#if CHIPTEST_ARCH_A2A3
    static_assert(PTO2_DISABLE_DUAL_ISSUE == 0);
#endif
    static_assert(PTO2_DISPATCH_MAX_ARGS == 50);
    static_assert(std::is_aggregate_v<PTO2Runtime> && std::is_aggregate_v<PTO2RuntimeOps> &&
                  std::is_aggregate_v<PTO2OrchestrationConfig>);
    CHECK_EQUAL(PTO2OrchestrationConfig{7}.expected_arg_count, 7);
    CHECK_EQUAL((PTO2OrchestrationConfig{.expected_arg_count = 8}).expected_arg_count, 8);
}

inline void run() {
    Recorder recorder;
    recorder.runtime = PTO2Runtime{&OPS, PTO2ScopeMode::AUTO};
    logger = &recorder;
    framework_bind_runtime(&recorder.runtime);
    CHECK_EQUAL(current_runtime(), &recorder.runtime);
    CHECK_EQUAL(framework_current_runtime(), &recorder.runtime);
    constants();
    submits(recorder);
    allocations(recorder);
    elements(recorder);
    scopes(recorder);
    messages(recorder);
    collected_dependencies(recorder);
    nothing_after_a_fatal_error(recorder);
    framework_bind_runtime(nullptr);
    CHECK(current_runtime() == nullptr);
}

} // namespace ops_probe
